import * as tf from '@tensorflow/tfjs-core';
import type { Case } from './case.ts';

const imageInput = (shape: readonly number[]) => ({ shape, from: -1, to: 1 });
const curved = (x: tf.Tensor) => tf.sin(x as tf.Tensor4D);
/** A small part of an input on numbers that keep every place in an image away from where its pixels change. */
const around = (numbers: number[][], x: tf.Tensor) => tf.add<tf.Tensor2D>(numbers, tf.mul(0.02, x));

/** Boxes inside the image, over its edges and upside down; the last is of an image that there is not. */
const boxes = [
  [0.1, 0.13, 0.83, 0.9],
  [-0.2, 0.3, 0.62, 1.27],
  [0.7, 0.6, 0.17, 0.2],
  [0.1, 0.2, 0.6, 0.7],
];
const crop = (method: 'bilinear' | 'nearest', size: [number, number]): Case => ({
  name: `cropAndResize ${method} to ${size.join('x')}`,
  f: (x, b) =>
    tf.square(tf.image.cropAndResize(curved(x), around(boxes, b), [0, 1, 1, 2], size, method, 0.3)),
  inputs: [imageInput([2, 3, 4, 2]), imageInput([4, 4])],
  orders: 2,
});

/** Of one image: tfjs' cpu kernel leaves the others of a batch out. */
const transform = (
  interpolation: 'bilinear' | 'nearest',
  fillMode: 'constant' | 'reflect' | 'wrap' | 'nearest',
  size?: [number, number],
): Case => ({
  name: `transform ${interpolation} ${fillMode} ${size === undefined ? '' : 'to another size'}`,
  f: (x, t) => {
    const map = around([[1.37, -0.59, -2.13, 0.41, 1.23, -1.17, 0.031, -0.043]], t);
    return tf.square(tf.image.transform(curved(x), map, interpolation, fillMode, 0.3, size));
  },
  inputs: [imageInput([1, 3, 4, 2]), imageInput([1, 8])],
  orders: 2,
});

export const imageCases: readonly Case[] = [
  crop('bilinear', [3, 2]),
  crop('bilinear', [1, 3]),
  crop('nearest', [3, 2]),
  transform('bilinear', 'constant'),
  transform('bilinear', 'reflect'),
  transform('bilinear', 'wrap'),
  transform('bilinear', 'nearest', [4, 2]),
  transform('nearest', 'constant'),
  transform('nearest', 'reflect', [2, 5]),
  {
    name: 'rotateWithOffset',
    f: (x) => tf.square(tf.image.rotateWithOffset(curved(x), 0.8, [0.1, 0.2, 0.3], [0.4, 0.6])),
    inputs: [imageInput([2, 4, 5, 3])],
    orders: 2,
  },
];
