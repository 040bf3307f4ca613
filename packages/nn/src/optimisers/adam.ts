import { requireOptions, type OptionNames } from '@hgn/options';
import { ndarray, treeMap, type Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch, parameter } from '../layers/parameter.ts';
import { scope } from '../scope.ts';
import type { Optimiser } from './optimiser.ts';
import { checkRate, scalar, zerosLike } from './state.ts';

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Step size; default 0.001. `update` can override it. */
  readonly learningRate?: number;
  /** Decay of the average of gradients, from 0 to below 1; default 0.9. */
  readonly beta1?: number;
  /** Decay of the average of squared gradients, from 0 to below 1; default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment, above 0; default 1e-8. */
  readonly epsilon?: number;
}

/** The names of {@link AdamOptions}. */
export const adamOptionNames: OptionNames<AdamOptions> = {
  learningRate: true,
  beta1: true,
  beta2: true,
  epsilon: true,
};

/**
 * The Adam optimiser with bias correction, `p -= rate * mHat / (sqrt(vHat) + epsilon)`.
 *
 * State: `step`, `firstMoment` and `secondMoment` (trees like the parameters), and `firstWeight` and `secondWeight`,
 * the bias corrections 1 - beta^step, kept as the moving average of ones because float32 loses four digits of
 * 1 - beta2^step when it is computed from a power.
 *
 * Cost: 12 elementwise operations a parameter array and 10 scalar ones; with all parameters in one vector (see
 * `ravel`) that is all of it.
 *
 * Source: Kingma and Ba, "Adam" (2015), algorithm 1 in the order of its section 2, arXiv:1412.6980.
 *
 * @throws RangeError if an option is out of its range.
 * @example
 * const optimiser = adam({ learningRate: 3e-3 });
 * const state = optimiser.init(mlp({ inputs: 2, hidden: [64], outputs: 1 }).init(key(0)));
 */
export function adam(options: AdamOptions = {}): Optimiser {
  requireOptions('adam', options, adamOptionNames);
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  checkRate('adam', learningRate);
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) throw new RangeError(`adam: ${name} must be in [0, 1), but got ${beta}`);
  }
  if (!(epsilon > 0)) throw new RangeError(`adam: epsilon must be above 0, but got ${epsilon}`);

  const average = (beta: number, old: Tensor, now: Tensor) =>
    tf.add(tf.mul(old, beta), tf.mul(now, 1 - beta));

  return {
    init: (params) => ({
      step: ndarray(new Float32Array(1), []),
      firstWeight: ndarray(new Float32Array(1), []),
      secondWeight: ndarray(new Float32Array(1), []),
      firstMoment: zerosLike(params),
      secondMoment: zerosLike(params),
    }),
    update: <Params extends Tree<Tensor>>(
      grads: Tree<Tensor>,
      state: Tree<Tensor>,
      params: Params,
      { learningRate: rate = learningRate }: { learningRate?: number | Tensor } = {},
    ) =>
      scope(() => {
        const one = scalar(1);
        const step = tf.add(parameter('adam', state, 'step'), one);
        const firstWeight = average(beta1, parameter('adam', state, 'firstWeight'), one);
        const secondWeight = average(beta2, parameter('adam', state, 'secondWeight'), one);
        const firstMoment = treeMap(
          (m: Tensor, g: Tensor) => average(beta1, m, g),
          branch('adam', state, 'firstMoment'),
          grads,
        );
        const secondMoment = treeMap(
          (v: Tensor, g: Tensor) => average(beta2, v, tf.square(g)),
          branch('adam', state, 'secondMoment'),
          grads,
        );
        // Both corrections act on scalars instead of on whole arrays: multiply numerator and denominator by
        // sqrt(secondWeight).
        const root = tf.sqrt(secondWeight);
        const stepSize = tf.div(tf.mul(root, rate), firstWeight);
        const floor = tf.mul(root, epsilon);
        const updated = treeMap(
          (p: Tensor, m: Tensor, v: Tensor) =>
            tf.sub(p, tf.div(tf.mul(m, stepSize), tf.add(tf.sqrt(v), floor))),
          params,
          firstMoment,
          secondMoment,
        );
        return {
          params: updated as Params,
          state: { step, firstWeight, secondWeight, firstMoment, secondMoment },
        };
      }),
  };
}
