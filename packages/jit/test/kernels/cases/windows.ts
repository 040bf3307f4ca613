import * as tf from '@tensorflow/tfjs-core';
import { run, type Drawn, type KernelCase } from './case.ts';
import { image, onImage, padOf, strideOf, volume } from './space.ts';
/** A pool or depthwise gradient kernel beside its forward operation. */
const poolGradient = (
  kernel: string,
  pad: string | undefined,
  pool: (x: tf.Tensor4D, drawn: Drawn) => tf.Tensor,
): KernelCase => ({
  inputs: (drawn) => {
    const shape = image(drawn);
    return [{ shape }, { shape: pool(tf.zeros(shape), drawn).shape }];
  },
  fn: (drawn) => (x, dy) =>
    run(
      kernel,
      kernel === 'MaxPoolGrad' ? { dy, input: x, output: pool(x as tf.Tensor4D, drawn) } : { dy, input: x },
      { filterSize: 2, strides: strideOf(drawn), pad: pad ?? padOf(drawn) },
    ),
});

/** Means, maxima and greatest sums over windows. */
export const windowCases: Readonly<Record<string, KernelCase>> = {
  AvgPool: onImage((drawn) => (x) => tf.avgPool(x, [3, 2], strideOf(drawn), padOf(drawn))),
  MaxPool: onImage((drawn) => (x) => tf.maxPool(x, [3, 2], strideOf(drawn), padOf(drawn))),
  // With padding, tfjs' cpu kernel is not the gradient of its own forward kernel.
  AvgPoolGrad: poolGradient('AvgPoolGrad', 'valid', (x, drawn) => tf.avgPool(x, 2, strideOf(drawn), 'valid')),
  MaxPoolGrad: poolGradient('MaxPoolGrad', undefined, (x, drawn) =>
    tf.maxPool(x, 2, strideOf(drawn), padOf(drawn)),
  ),
  AvgPool3D: {
    inputs: (drawn) => [{ shape: volume(drawn) }],
    fn: (drawn) => (x) => tf.avgPool3d(x as tf.Tensor5D, [2, 3, 2], strideOf(drawn), padOf(drawn)),
  },
  MaxPool3D: {
    inputs: (drawn) => [{ shape: volume(drawn) }],
    fn: (drawn) => (x) => tf.maxPool3d(x as tf.Tensor5D, [2, 3, 2], strideOf(drawn), padOf(drawn)),
  },
  Dilation2D: {
    inputs: (drawn) => [{ shape: [2, 5, 4, 1 + drawn.axis] }, { shape: [2, 3, 1 + drawn.axis] }],
    fn: (drawn) => (x, filter) =>
      tf.dilation2d(x as tf.Tensor4D, filter as tf.Tensor3D, strideOf(drawn), padOf(drawn)),
  },
  MaxPoolWithArgmax: onImage((drawn) => (x) => {
    const pool = (withBatch: boolean) =>
      tf.maxPoolWithArgmax(x, [3, 2], strideOf(drawn), padOf(drawn), withBatch);
    return [pool(false).result, pool(false).indexes, pool(true).indexes];
  }),
};
