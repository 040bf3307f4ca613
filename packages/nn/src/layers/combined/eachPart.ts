import * as tf from '@tensorflow/tfjs-core';
import { scope } from '../../scope.ts';
import { show, type Shape } from '../../shape.ts';
import type { Layer } from '../layer.ts';

/**
 * Applies one layer, with the same parameters, to each of `parts` equal stretches of the last axis, and puts the
 * results side by side along theirs: an encoder of single frames over frames stacked along channels (a siamese
 * network: Bromley, Guyon, LeCun, Säckinger, Shah 1993, doi:10.1142/S0218001493000339). Parameters: those of `layer`.
 *
 * Cost: that of the layer, `parts` times, as one batch.
 *
 * @param parts how many stretches, at least 1
 * @throws RangeError from `apply` and `outputShape` when the last axis is no multiple of `parts`
 * @example
 * const frames = eachPart(5, conv2d({ inputs: 3, outputs: 16, kernel: 3 }));
 * frames.outputShape([32, 32, 15]); // [32, 32, 80]
 */
export function eachPart(parts: number, layer: Layer): Layer {
  if (!Number.isInteger(parts) || parts < 1) {
    throw new RangeError(`eachPart: parts must be an integer of at least 1, but got ${parts}`);
  }
  const partOf = (shape: Shape): number[] => {
    const last = shape[shape.length - 1];
    if (shape.length === 0 || last % parts !== 0) {
      throw new RangeError(
        `eachPart: the last axis must be a multiple of ${parts}, but got shape ${show(shape)}; change the number of parts or of channels`,
      );
    }
    return [...shape.slice(0, -1), last / parts];
  };
  return {
    init: (key) => layer.init(key),
    apply: (params, x) =>
      scope(() => {
        partOf(x.shape.slice(1));
        const stacked = tf.concat(tf.split(x, parts, x.rank - 1), 0);
        const applied = layer.apply(params, stacked);
        return tf.concat(tf.split(applied, parts, 0), applied.rank - 1);
      }),
    outputShape(inputShape) {
      const one = layer.outputShape(partOf(inputShape));
      return [...one.slice(0, -1), parts * one[one.length - 1]];
    },
    macs: (inputShape) => parts * layer.macs(partOf(inputShape)),
  };
}
