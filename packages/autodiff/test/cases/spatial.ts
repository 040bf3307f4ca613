import * as tf from '@tensorflow/tfjs-core';
import type { Case } from '../cases.ts';

type Image = tf.Tensor4D;

const ofTwo = (
  name: string,
  x: number[],
  filter: number[],
  f: (x: Image, filter: Image) => tf.Tensor,
): Case => ({
  name,
  f: (image, kernel) => tf.square(f(image as Image, kernel as Image)),
  inputs: [
    { shape: x, from: -1, to: 1 },
    { shape: filter, from: -1, to: 1 },
  ],
});
const ofOne = (name: string, shape: number[], f: (x: Image) => tf.Tensor): Case => ({
  name,
  f: (x) => f(tf.sin(x) as Image),
  inputs: [{ shape, from: -1.2, to: 1.2 }],
});

export const spatialCases: readonly Case[] = [
  ofTwo('conv2d same', [2, 3, 4, 2], [3, 3, 2, 2], (x, w) => tf.conv2d(x, w, 1, 'same')),
  ofTwo('conv2d valid, stride 2', [2, 5, 4, 2], [2, 3, 2, 1], (x, w) => tf.conv2d(x, w, [2, 1], 'valid')),
  ofTwo('conv2d same, stride 2, even size', [1, 4, 4, 1], [3, 3, 1, 2], (x, w) => tf.conv2d(x, w, 2, 'same')),
  ofTwo('conv2d padded by number', [1, 3, 4, 1], [2, 2, 1, 2], (x, w) => tf.conv2d(x, w, 1, 1)),
  ofTwo('conv2d padded by sides', [1, 3, 3, 1], [2, 2, 1, 2], (x, w) =>
    tf.conv2d(x, w, 1, [
      [0, 0],
      [1, 0],
      [2, 1],
      [0, 0],
    ]),
  ),
  ofTwo('conv2d dilated', [1, 5, 6, 2], [2, 3, 2, 1], (x, w) => tf.conv2d(x, w, 1, 'same', 'NHWC', [2, 2])),
  ofTwo('conv2d channels first', [1, 2, 4, 3], [2, 2, 2, 2], (x, w) => tf.conv2d(x, w, 1, 'same', 'NCHW')),
  ofTwo('conv2dTranspose', [2, 2, 3, 2], [3, 2, 1, 2], (x, w) =>
    tf.conv2dTranspose(x, w, [2, 4, 6, 1], 2, 'same'),
  ),
  ofTwo('conv1d', [1, 6, 1, 2], [1, 3, 2, 2], (x, w) =>
    tf.conv1d(tf.reshape<tf.Rank.R3>(x, [1, 6, 2]), tf.reshape<tf.Rank.R3>(w, [3, 2, 2]), 2, 'same'),
  ),
  {
    name: 'gradient of conv2d by its filter',
    f: (x, dy) => {
      const byFilter = tf.grad((w: tf.Tensor) =>
        tf.sum(tf.mul(tf.conv2d(x as Image, w as Image, 2, 'same'), dy)),
      );
      return tf.square(byFilter(tf.zeros([3, 3, 2, 1])));
    },
    inputs: [
      { shape: [2, 3, 4, 2], from: -1, to: 1 },
      { shape: [2, 2, 2, 1], from: -1, to: 1 },
    ],
    orders: 2,
  },
  ...[
    [4, 6],
    [6, 9],
    [5, 2],
    [3, 4],
    [1, 1],
  ].flatMap(([height, width]) =>
    [
      [false, false],
      [true, false],
      [false, true],
    ].flatMap(([alignCorners, halfPixel]) => [
      ofOne(`resizeNearestNeighbor to ${height}x${width}, ${alignCorners} ${halfPixel}`, [2, 2, 3, 2], (x) =>
        tf.image.resizeNearestNeighbor(x, [height, width], alignCorners, halfPixel),
      ),
      ofOne(`resizeBilinear to ${height}x${width}, ${alignCorners} ${halfPixel}`, [2, 2, 3, 2], (x) =>
        tf.image.resizeBilinear(x, [height, width], alignCorners, halfPixel),
      ),
    ]),
  ),
];
