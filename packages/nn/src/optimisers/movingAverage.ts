import { ndarray, treeMap, type NdArray, type Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { branch, parameter } from '../layers/parameter.ts';
import { scope } from '../scope.ts';
import { scalar, zerosLike } from './state.ts';

/** An exponential moving average over the parameters of successive steps. */
export interface MovingAverage {
  /** The state before the first step: `weight` and `total`. */
  init(params: Tree<NdArray>): Tree<NdArray>;
  /** Takes one step's parameters in; traceable. */
  update(state: Tree<Tensor>, params: Tree<Tensor>): Tree<Tensor>;
  /** The average itself, without the pull of its zero start; defined after the first update. */
  value(state: Tree<Tensor>): Tree<Tensor>;
}

/**
 * Averages weights over about the last 1 / (1 - decay) steps; evaluation on them is steadier than on the last ones.
 *
 * The state belongs into the checkpoint. Bias-corrected as in Adam: after one update the value is that step's
 * parameters.
 *
 * Source: Polyak and Juditsky (1992), doi:10.1137/0330046; the exponential form as in Kingma and Ba (2015), section 7.2.
 *
 * @param options `decay`, from 0 to below 1
 * @throws RangeError if the decay is out of its range.
 * @example
 * const average = movingAverage({ decay: 0.999 });
 */
export function movingAverage({ decay }: { decay: number }): MovingAverage {
  if (!(decay >= 0 && decay < 1)) {
    throw new RangeError(`movingAverage: the decay must be in [0, 1), but got ${decay}`);
  }
  const blend = (old: Tensor, now: Tensor) => tf.add(tf.mul(old, decay), tf.mul(now, 1 - decay));
  return {
    init: (params) => ({ weight: ndarray(new Float32Array(1), []), total: zerosLike(params) }),
    update: (state, params) =>
      scope(() => ({
        weight: blend(parameter('movingAverage', state, 'weight'), scalar(1)),
        total: treeMap(blend, branch('movingAverage', state, 'total'), params),
      })),
    value: (state) =>
      scope(() => {
        const weight = parameter('movingAverage', state, 'weight');
        return treeMap((total: Tensor) => tf.div(total, weight), branch('movingAverage', state, 'total'));
      }),
  };
}
