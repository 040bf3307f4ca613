import * as tf from '@tensorflow/tfjs-core';
import { gradientOf } from '../rule.ts';
import { transposeAlong, type LinearMap } from './alongAxis.ts';

type Sampling = Pick<tf.ResizeBilinearAttrs, 'alignCorners' | 'halfPixelCenters'>;

/** Distance in the input between neighbouring output pixels. */
function pixelStep(input: number, output: number, alignCorners: boolean): number {
  return alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
}

/** Which input pixel each output pixel of one axis shows. */
export function nearestMap(input: number, output: number, sampling: Sampling): LinearMap {
  const { alignCorners, halfPixelCenters } = sampling;
  const step = pixelStep(input, output, alignCorners);
  return Array.from({ length: output }, (_, i) => {
    const position = halfPixelCenters ? step * (i + 0.5) : step * i;
    const index = Math.min(input - 1, alignCorners ? Math.round(position) : Math.floor(position));
    return [[Math.max(0, index), 1]];
  });
}

/** How each output pixel of one axis mixes two input pixels. */
export function bilinearMap(input: number, output: number, sampling: Sampling): LinearMap {
  const { alignCorners, halfPixelCenters } = sampling;
  const step = pixelStep(input, output, alignCorners);
  return Array.from({ length: output }, (_, i) => {
    const position = halfPixelCenters ? step * (i + 0.5) - 0.5 : step * i;
    const lower = Math.max(0, Math.floor(position));
    const upper = Math.min(input - 1, Math.ceil(position));
    const share = position - lower;
    return [
      [lower, 1 - share],
      [upper, share],
    ];
  });
}

/** dL/dimages [batch, height, width, channels] of a resize that acts on rows and columns separately. */
function resizeGradient(
  dy: tf.Tensor,
  images: tf.Tensor,
  mapOf: (input: number, output: number, sampling: Sampling) => LinearMap,
  sampling: Sampling,
): tf.Tensor {
  return [1, 2].reduce((gradient, axis) => {
    const map = mapOf(images.shape[axis], dy.shape[axis], sampling);
    return transposeAlong(gradient, axis, map, images.shape[axis]);
  }, dy);
}

/** Resizing images. tfjs' own gradient kernels are not used: on its cpu backend the nearest one mixes up batches. */
export const resizes: readonly tf.GradConfig[] = [
  gradientOf(
    tf.ResizeNearestNeighbor,
    ['images'],
    (dy, [images], attributes: tf.ResizeNearestNeighborAttrs) => ({
      images: () => resizeGradient(dy, images, nearestMap, attributes),
    }),
  ),
  gradientOf(tf.ResizeBilinear, ['images'], (dy, [images], attributes: tf.ResizeBilinearAttrs) => ({
    images: () => resizeGradient(dy, images, bilinearMap, attributes),
  })),
];
