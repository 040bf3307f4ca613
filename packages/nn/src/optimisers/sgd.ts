import { requireOptions } from '@hgn/options';
import { ndarray, treeMap, type Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch, parameter } from '../layers/parameter.ts';
import { scope } from '../scope.ts';
import type { Optimiser } from './optimiser.ts';
import { checkRate, scalar, zerosLike } from './state.ts';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Step size; default 0.01. `update` can override it. */
  readonly learningRate?: number;
  /** Share of the last velocity that is kept, from 0 (default, no velocity is stored) to below 1. */
  readonly momentum?: number;
}

/**
 * Gradient descent, `p -= rate * u`, with `u = grad`, or the velocity `u = momentum * u + grad`.
 *
 * State: `step` and, with momentum, `velocity`, a tree like the parameters.
 *
 * Source: Polyak (1964), doi:10.1016/0041-5553(64)90137-5, equation 9.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * const optimiser = sgd({ learningRate: 0.1, momentum: 0.9 });
 */
export function sgd(options: SgdOptions = {}): Optimiser {
  requireOptions('sgd', options, { learningRate: true, momentum: true });
  const { learningRate = 0.01, momentum = 0 } = options;
  checkRate('sgd', learningRate);
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(`sgd: the momentum must be in [0, 1), but got ${momentum}`);
  }

  return {
    init: (params) => ({
      step: ndarray(new Float32Array(1), []),
      ...(momentum > 0 && { velocity: zerosLike(params) }),
    }),
    update: <Params extends Tree<Tensor>>(
      grads: Tree<Tensor>,
      state: Tree<Tensor>,
      params: Params,
      { learningRate: rate = learningRate }: { learningRate?: number | Tensor } = {},
    ) =>
      scope(() => {
        const step = tf.add(parameter('sgd', state, 'step'), scalar(1));
        const velocity =
          momentum > 0
            ? treeMap(
                (u: Tensor, g: Tensor) => tf.add(tf.mul(u, momentum), g),
                branch('sgd', state, 'velocity'),
                grads,
              )
            : grads;
        const updated = treeMap((p: Tensor, u: Tensor) => tf.sub(p, tf.mul(u, rate)), params, velocity);
        return { params: updated as Params, state: { step, ...(momentum > 0 && { velocity }) } };
      }),
  };
}
