import * as tf from '@tensorflow/tfjs-core';
import { run, type Drawn, type KernelCase } from './case.ts';
import { image, onImage } from './space.ts';
const halfSize = ([, height, width]: readonly number[]): [number, number] => [height - 1, 2 * width];
const interpolationOf = ({ flag }: Drawn) => (flag ? 'bilinear' : 'nearest');

/** Kernels that look at images at other places than those of their pixels. */
export const imageCases: Readonly<Record<string, KernelCase>> = {
  ResizeNearestNeighbor: onImage(
    ({ flag, count }) =>
      (x) =>
        tf.image.resizeNearestNeighbor(x, halfSize(x.shape), flag, !flag && count > 1),
  ),
  ResizeBilinear: onImage(
    ({ flag, count }) =>
      (x) =>
        tf.image.resizeBilinear(x, halfSize(x.shape), flag, !flag && count > 1),
  ),
  ResizeNearestNeighborGrad: {
    // tfjs' cpu kernel is wrong for more than one image.
    inputs: (drawn) => [{ shape: [1, 3, 4, 2] }, { shape: [1, 3 * drawn.count, 8, 2] }],
    fn:
      ({ flag }) =>
      (images, dy) =>
        run('ResizeNearestNeighborGrad', { images, dy }, { alignCorners: flag }),
  },
  ResizeBilinearGrad: {
    // tfjs' cpu kernel swaps height and width.
    inputs: (drawn) => [{ shape: [2, 3, 3, 2] }, { shape: [2, 2 + drawn.count, 8, 2] }],
    fn:
      ({ flag }) =>
      (images, dy) =>
        run('ResizeBilinearGrad', { images, dy }, { alignCorners: flag }),
  },
  CropAndResize: {
    // Some boxes reach beyond the image, some are of an image that there is not.
    inputs: (drawn) => [
      { shape: image(drawn) },
      { shape: [4, 4], from: -0.3, to: 1.3 },
      { shape: [4], from: 0, to: image(drawn)[0] + 1, dtype: 'int32' },
    ],
    fn: (drawn) => (x, boxes, of) =>
      [
        [3, 4],
        [1, 2],
        [4, 1],
      ].map((size) =>
        tf.image.cropAndResize(
          x as tf.Tensor4D,
          boxes as tf.Tensor2D,
          of as tf.Tensor1D,
          size as [number, number],
          interpolationOf(drawn),
          drawn.count % 2,
        ),
      ),
  },
  Transform: {
    // tfjs' cpu kernel leaves all images but the first out.
    inputs: (drawn) => [{ shape: [1, ...image(drawn).slice(1)] }, { shape: [1, 8] }],
    fn: (drawn) => (x, random) => {
      const change = tf.mul(random, [[0.6, 0.6, 6, 0.6, 0.6, 6, 0.05, 0.05]]);
      const map = tf.add<tf.Tensor2D>(change, [[1, 0, 0, 0, 1, 0, 0, 0]]);
      return (['constant', 'reflect', 'wrap', 'nearest'] as const).map((mode) =>
        tf.image.transform(
          x as tf.Tensor4D,
          map,
          interpolationOf(drawn),
          mode,
          0.5,
          drawn.count > 1 ? [4, 6] : undefined,
        ),
      );
    },
  },
  RotateWithOffset: onImage(
    ({ count, flag }) =>
      (x) =>
        tf.image.rotateWithOffset(
          x,
          (flag ? 0.7 : -1.9) * count,
          flag ? 0.5 : [0.1, 0.2, 0.3],
          flag ? 0.5 : [0.2, 0.7],
        ),
  ),
};
