import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf, wholeNumber } from '../core/check.ts';
import type { ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import { conditioner, type NetworkOptions } from './conditioner.ts';
import { pointsAlone } from './pointsAlone.ts';
import type { Mapped, Transform } from './transform.ts';

/** What every coupling is told. */
export interface CouplingOptions extends NetworkOptions {
  /** Columns of a point; with a single one, it is moved by a learnt map that depends on the context alone. */
  readonly features: number;
  /** Columns of the context; default 0. */
  readonly context?: number;
  /** Which half moves: the later columns (default) or the earlier ones. Stack both kinds. */
  readonly moves?: 'later' | 'earlier';
}

/** A monotone map of single numbers, whose shape is given by `width` raw numbers for each. */
export interface ElementwiseMap {
  readonly width: number;
  /** Moves `x` [batch, n] with raw numbers [batch or 1, n * width], and gives log |dy/dx| for each number. */
  forward(x: Tensor, raw: Tensor): Mapped;
  inverse(y: Tensor, raw: Tensor): Mapped;
}

/**
 * A coupling layer: half of the columns stay, and move the other half through a monotone map whose shape is a
 * network's function of them. Exactly invertible, with a triangular Jacobian.
 *
 * Source: Dinh, Sohl-Dickstein, Bengio (2017), section 3.2, arXiv:1605.08803.
 */
export function coupling(owner: string, options: CouplingOptions, map: ElementwiseMap): Transform {
  const { features, context: columns = 0, moves = 'later' } = options;
  wholeNumber(`${owner}: features`, features);
  wholeNumber(`${owner}: context`, columns, 0);
  const moved = moves === 'later' || features === 1 ? Math.ceil(features / 2) : Math.floor(features / 2);
  const kept = features - moved;
  const net = conditioner(owner, { inputs: kept, context: columns, outputs: moved * map.width }, options);

  /** Splits off the half that stays, moves the other, and joins them. */
  function couple(
    way: 'forward' | 'inverse',
    parameters: ParameterTensors,
    x: Tensor,
    context: Tensor | undefined,
  ): Mapped {
    return scope(() => {
      rowsOf(`${owner}: the points`, x, features);
      contextOf(owner, context, columns);
      const batch = x.shape[0];
      const begin = moves === 'later' ? kept : 0;
      const part = tf.slice(x, [0, begin], [batch, moved]);
      const rest = kept === 0 ? undefined : tf.slice(x, [0, moves === 'later' ? 0 : moved], [batch, kept]);
      const { y, ladj } = map[way](part, net.apply(parameters, rest, context));
      const total = tf.sum(ladj, 1);
      if (rest === undefined) return { y, ladj: total };
      return { y: tf.concat(moves === 'later' ? [rest, y] : [y, rest], 1), ladj: total };
    });
  }

  return {
    features,
    context: columns,
    init: (key) => net.init(key),
    forward: (parameters, x, context) => pointsAlone(couple('forward', parameters, x, context)),
    inverse: (parameters, y, context) => pointsAlone(couple('inverse', parameters, y, context)),
    forwardAndLadj: (parameters, x, context) => couple('forward', parameters, x, context),
    inverseAndLadj: (parameters, y, context) => couple('inverse', parameters, y, context),
  };
}
