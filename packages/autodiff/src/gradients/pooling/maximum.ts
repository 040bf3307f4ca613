import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { scatterAlong } from '../indexing/gather.ts';
import { unitRows } from '../indexing/unitRows.ts';
import { gradientOf, gradientOfMany } from '../rule.ts';
import { imageAxes, poolAxes2d, poolAxes3d } from './axes.ts';
import { windowTable, type WindowAxis } from './windows.ts';

/**
 * Routes dy to the largest element of each window of `x` (the first of equals), `offsets` added before comparing.
 * `toWindows` has it by window element [batch, outputs, elements, channels], `toInput` in the shape of x.
 */
function route(dy: tf.Tensor, x: tf.Tensor, axes: readonly WindowAxis[], offsets?: tf.Tensor) {
  const [batch, channels] = [x.shape[0], x.shape[x.rank - 1]];
  const places = axes.reduce((n, { input }) => n * input, 1);
  const table = windowTable(axes, places);
  const elements = table[0].length;
  const outputs = table.length;
  const indices = untaped(() => tf.tensor1d(table.flat(), 'int32'));

  const toWindows = (): tf.Tensor => {
    const chosen = untaped(() => {
      const flat = tf.reshape(x, [batch, places, channels]);
      // One more place, lower than any number, stands for the padding.
      const padded = tf.pad(flat, [[0, 0], [0, 1], [0, 0]], -Infinity); // oxfmt-ignore
      const windows = tf.reshape(tf.gather(padded, indices, 1), [batch, outputs, elements, channels]);
      const compared = offsets === undefined ? windows : tf.add(windows, offsets);
      const mask = unitRows(tf.argMax(compared, 2), elements);
      return tf.transpose(mask, [0, 1, 3, 2]);
    });
    return tf.mul(tf.reshape(dy, [batch, outputs, 1, channels]), chosen);
  };
  const toInput = (): tf.Tensor => {
    const byElement = tf.reshape(toWindows(), [batch, outputs * elements, channels]);
    const withPadding = scatterAlong(byElement, [batch, places + 1, channels], indices, 1, 0);
    return tf.reshape(tf.slice(withPadding, [0, 0, 0], [batch, places, channels]), x.shape);
  };
  return { toWindows, toInput };
}

/** Maxima over windows, and of sums with a filter over windows (dilation of an image, in morphology). */
export const maximumPools: readonly tf.GradConfig[] = [
  gradientOf(tf.MaxPool, ['x'], (dy, [x], attributes: tf.MaxPoolAttrs) => ({
    x: () => route(dy, x, poolAxes2d(x.shape, attributes)).toInput(),
  })),
  gradientOfMany(tf.MaxPoolWithArgmax, ['x'], ([dMaxima], [x], attributes: tf.MaxPoolWithArgmaxAttrs) => ({
    x: () => route(dMaxima, x, poolAxes2d(x.shape, attributes)).toInput(),
  })),
  gradientOf(tf.MaxPool3D, ['x'], (dy, [x], attributes: tf.MaxPool3DAttrs) => ({
    x: () => route(dy, x, poolAxes3d(x.shape, attributes)).toInput(),
  })),
  gradientOf(tf.Dilation2D, ['x', 'filter'], (dy, [x, filter], attributes: tf.Dilation2DAttrs) => {
    const { strides, pad, dilations } = attributes;
    const info = tf.backend_util.computeDilation2DInfo(
      x.shape as [number, number, number, number],
      filter.shape as [number, number, number],
      strides,
      pad,
      'NHWC',
      dilations,
    );
    const offsets = () => tf.reshape(filter, [-1, x.shape[x.rank - 1]]);
    const routed = () => route(dy, x, imageAxes(info), untaped(offsets));
    return {
      x: () => routed().toInput(),
      filter: () => tf.reshape(tf.sum(routed().toWindows(), [0, 1]), filter.shape),
    };
  }),
];
