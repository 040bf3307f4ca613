import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { gradientOf, toShape } from '../rule.ts';
import { parseAxes, reducedShape } from './axes.ts';

/** dy at the extreme elements, shared evenly among equals: the derivative of a smooth maximum in its limit. */
function atExtreme(
  dy: tf.Tensor,
  x: tf.Tensor,
  axis: number | number[],
  reduce: (x: tf.Tensor, axis: number[], keepDims: boolean) => tf.Tensor,
): tf.Tensor {
  const axes = parseAxes(axis, x.shape);
  const share = untaped(() => {
    const extreme = tf.cast(tf.equal(x, reduce(x, axes, true)), 'float32');
    return tf.div(extreme, tf.sum(extreme, axes, true));
  });
  return tf.mul(toShape(dy, reducedShape(x.shape, axes)), share);
}

/** Largest and smallest elements. */
export const extrema: readonly tf.GradConfig[] = [
  gradientOf(tf.Max, ['x'], (dy, [x], { reductionIndices }: tf.MaxAttrs) => ({
    x: () => atExtreme(dy, x, reductionIndices, tf.max),
  })),
  gradientOf(tf.Min, ['x'], (dy, [x], { axis }: tf.MinAttrs) => ({
    x: () => atExtreme(dy, x, axis, tf.min),
  })),
];
