import * as tf from '@tensorflow/tfjs-core';
import { gradientOf, runKernel } from '../rule.ts';
import { dilateFilter, isDilated, undilateFilter } from './dilation.ts';

type Options = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dataFormat'> & {
  dimRoundingMode?: tf.Conv2DAttrs['dimRoundingMode'] | undefined;
};

// The three are one trilinear form <dy, conv(x, filter)> solved for each of its arguments, so that the gradient
// of each is made of the other two.

function conv2d(x: tf.Tensor, filter: tf.Tensor, options: Options): tf.Tensor {
  return runKernel(tf.Conv2D, { x, filter }, { ...pick(options), dilations: [1, 1] });
}

function conv2dInput(dy: tf.Tensor, filter: tf.Tensor, inputShape: number[], options: Options): tf.Tensor {
  return runKernel(tf.Conv2DBackpropInput, { dy, filter }, { ...pick(options), inputShape });
}

function conv2dFilter(x: tf.Tensor, dy: tf.Tensor, filterShape: number[], options: Options): tf.Tensor {
  return runKernel(tf.Conv2DBackpropFilter, { x, dy }, { ...pick(options), filterShape });
}

function pick({ strides, pad, dataFormat, dimRoundingMode }: Options): Options {
  return { strides, pad, dataFormat, dimRoundingMode };
}

/** Convolutions of images, their transposes, and the gradients of both to any order. */
export const conv2ds: readonly tf.GradConfig[] = [
  gradientOf(tf.Conv2D, ['x', 'filter'], (dy, [x, filter], attributes: tf.Conv2DAttrs) => {
    const { dilations } = attributes;
    if (!isDilated(dilations)) {
      return {
        x: () => conv2dInput(dy, filter, x.shape, attributes),
        filter: () => conv2dFilter(x, dy, filter.shape, attributes),
      };
    }
    // The transposed kernels know no dilation; a filter with zeros between its taps says the same.
    return {
      x: () => conv2dInput(dy, dilateFilter(filter, dilations), x.shape, attributes),
      filter: () => {
        const spread = dilateFilter(filter, dilations).shape;
        return undilateFilter(conv2dFilter(x, dy, spread, attributes), filter.shape, dilations);
      },
    };
  }),
  gradientOf(
    tf.Conv2DBackpropInput,
    ['dy', 'filter'],
    (ddx, [dy, filter], attributes: tf.Conv2DBackpropInputAttrs) => ({
      dy: () => conv2d(ddx, filter, attributes),
      filter: () => conv2dFilter(ddx, dy, filter.shape, attributes),
    }),
  ),
  gradientOf(
    tf.Conv2DBackpropFilter,
    ['x', 'dy'],
    (ddFilter, [x, dy], attributes: tf.Conv2DBackpropFilterAttrs) => ({
      x: () => conv2dInput(dy, ddFilter, x.shape, attributes),
      dy: () => conv2d(x, ddFilter, attributes),
    }),
  ),
];
