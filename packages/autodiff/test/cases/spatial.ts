import * as tf from '@tensorflow/tfjs-core';
import type { Case } from './case.ts';

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
  orders: 2,
});
/** A small curved signal on well separated numbers, so that no finite difference changes which one is largest. */
const separated = <T extends tf.Tensor>(x: T): T => {
  const order = Array.from({ length: x.size }, (_, i) => 0.3 * ((i * 37) % x.size));
  return tf.add<T>(tf.mul(0.1, x), tf.tensor(order, x.shape));
};
const ofOne = (name: string, shape: number[], f: (x: Image) => tf.Tensor): Case => ({
  name,
  f: (x) => f(tf.sin(x) as Image),
  inputs: [{ shape, from: -1.2, to: 1.2 }],
  orders: 2,
});

export const spatialCases: readonly Case[] = [
  ofTwo('conv2d same', [2, 3, 4, 2], [3, 3, 2, 2], (x, w) => tf.conv2d(x, w, 1, 'same')),
  ofTwo('conv2d valid, stride 2', [2, 5, 4, 2], [2, 3, 2, 1], (x, w) => tf.conv2d(x, w, [2, 1], 'valid')),
  ofTwo('conv2d same, stride 2, even size', [1, 4, 4, 1], [3, 3, 1, 2], (x, w) => tf.conv2d(x, w, 2, 'same')),
  ofTwo('conv2d padded by number', [1, 3, 4, 1], [2, 2, 1, 2], (x, w) => tf.conv2d(x, w, 1, 1)),
  ofTwo('conv2d padded by number, high window', [1, 3, 4, 1], [3, 1, 1, 2], (x, w) => tf.conv2d(x, w, 1, 1)),
  ofTwo('depthwiseConv2d padded by number', [1, 3, 4, 2], [3, 2, 2, 1], (x, w) =>
    tf.depthwiseConv2d(x, w, 1, 1),
  ),
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
  ofTwo('conv2d channels first, padded by 1', [1, 2, 4, 3], [2, 3, 2, 2], (x, w) =>
    tf.conv2d(x, w, 1, 1, 'NCHW'),
  ),
  ofTwo('conv2d channels first, stride 2', [2, 1, 4, 5], [3, 2, 1, 2], (x, w) =>
    tf.conv2d(x, w, [2, 1], 'valid', 'NCHW'),
  ),
  ofTwo('conv2dTranspose', [2, 2, 3, 2], [3, 2, 1, 2], (x, w) =>
    tf.conv2dTranspose(x, w, [2, 4, 6, 1], 2, 'same'),
  ),
  ofTwo('conv1d', [1, 6, 1, 2], [1, 3, 2, 2], (x, w) =>
    tf.conv1d(tf.reshape<tf.Rank.R3>(x, [1, 6, 2]), tf.reshape<tf.Rank.R3>(w, [3, 2, 2]), 2, 'same'),
  ),
  ofTwo('depthwiseConv2d', [2, 3, 4, 2], [3, 2, 2, 2], (x, w) => tf.depthwiseConv2d(x, w, 1, 'same')),
  ofTwo('depthwiseConv2d, stride 2', [1, 5, 4, 2], [2, 2, 2, 1], (x, w) =>
    tf.depthwiseConv2d(x, w, 2, 'valid'),
  ),
  ofTwo('depthwiseConv2d dilated', [1, 5, 4, 1], [2, 2, 1, 2], (x, w) =>
    tf.depthwiseConv2d(x, w, 1, 'same', 'NHWC', [2, 1]),
  ),
  ofTwo('depthwiseConv2d dilated both ways, padded by 1', [2, 5, 6, 2], [2, 3, 2, 2], (x, w) =>
    tf.depthwiseConv2d(x, w, 1, 1, 'NHWC', [2, 2]),
  ),
  ofTwo('separableConv2d', [1, 3, 3, 2], [2, 2, 2, 1], (x, w) =>
    tf.separableConv2d(x, w, tf.tensor4d([0.3, -0.7, 1.1, 0.4], [1, 1, 2, 2]), 1, 'same'),
  ),
  ofTwo('conv3d', [1, 3, 4, 2], [2, 2, 1, 2], (x, w) =>
    tf.conv3d(
      tf.reshape<tf.Rank.R5>(x, [1, 3, 4, 2, 1]),
      tf.reshape<tf.Rank.R5>(w, [2, 2, 1, 1, 2]),
      1,
      'same',
    ),
  ),
  ofTwo('conv3dTranspose', [1, 2, 2, 2], [2, 2, 1, 2], (x, w) =>
    tf.conv3dTranspose(
      tf.reshape<tf.Rank.R5>(x, [1, 2, 2, 1, 2]),
      tf.reshape<tf.Rank.R5>(w, [2, 2, 1, 1, 2]),
      [1, 4, 4, 1, 1],
      [2, 2, 1],
      'same',
    ),
  ),
  ...(['same', 'valid', 1] as const).flatMap((pad): Case[] => [
    ofOne(`avgPool ${pad}`, [2, 4, 5, 2], (x) =>
      tf.square(tf.avgPool(x, [3, 2], [2, 1], pad, pad === 1 ? 'floor' : undefined)),
    ),
    ofOne(`maxPool ${pad}`, [2, 4, 5, 2], (x) =>
      tf.sin(tf.maxPool(separated(x), [3, 2], [2, 1], pad, pad === 1 ? 'floor' : undefined)),
    ),
    ofOne(`maxPoolWithArgmax ${pad}`, [2, 4, 5, 2], (x) =>
      tf.sin(tf.maxPoolWithArgmax(separated(x), [3, 2], [2, 1], pad === 1 ? 'same' : pad, false).result),
    ),
  ]),
  ofOne('maxPool of windows of one', [1, 3, 3, 2], (x) => tf.sin(tf.maxPool(x, 1, 1, 'valid'))),
  ofOne('avgPool of tiles', [2, 4, 4, 2], (x) => tf.square(tf.avgPool(x, 2, 2, 'valid'))),
  ofOne('pool with dilation', [1, 5, 5, 1], (x) => tf.square(tf.pool(x, 2, 'avg', 'same', 2, 1))),
  ...(['same', 'valid'] as const).flatMap((pad): Case[] => [
    ofOne(`avgPool3d ${pad}`, [1, 4, 3, 2], (x) =>
      tf.square(tf.avgPool3d(tf.reshape<tf.Rank.R5>(x, [1, 4, 3, 2, 1]), [2, 2, 2], [2, 1, 1], pad)),
    ),
    ofOne(`maxPool3d ${pad}`, [1, 4, 3, 2], (x) =>
      tf.square(tf.maxPool3d(tf.reshape<tf.Rank.R5>(x, [1, 4, 3, 2, 1]), [2, 2, 2], [2, 1, 1], pad)),
    ),
  ]),
  ofTwo('dilation2d', [1, 4, 3, 2], [1, 2, 2, 2], (x, w) =>
    tf.dilation2d(separated(x), tf.reshape<tf.Rank.R3>(w, [2, 2, 2]), 1, 'same', 2),
  ),
  ofOne('localResponseNormalization', [1, 2, 1, 4], (x) =>
    tf.localResponseNormalization(x, 1, 0.7, 1.3, 0.6),
  ),
  {
    name: 'batchNorm',
    f: (x, mean, variance, offset, scale) =>
      tf.batchNorm(tf.sin(x), mean, variance, tf.square<tf.Tensor1D>(offset as tf.Tensor1D), scale, 0.1),
    inputs: [
      { shape: [2, 2, 1, 2], from: -1, to: 1 },
      { shape: [2], from: -1, to: 1 },
      { shape: [2], from: 0.5, to: 1 },
      { shape: [2], from: -1, to: 1 },
      { shape: [2], from: 0.5, to: 1 },
    ],
    orders: 2,
  },
  ofOne('spaceToBatchND', [1, 3, 4, 2], (x) =>
    tf.square(
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [1, 0],
          [0, 2],
        ],
      ),
    ),
  ),
  ofOne('batchToSpaceND', [4, 2, 2, 1], (x) =>
    tf.square(
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ),
  ),
  ofOne('depthToSpace', [1, 2, 3, 8], (x) => tf.square(tf.depthToSpace(x, 2))),
  ofOne('flipLeftRight', [2, 2, 3, 1], (x) => tf.square(tf.image.flipLeftRight(x))),
  ofOne('rgbToGrayscale', [1, 2, 2, 3], (x) => tf.square(tf.image.rgbToGrayscale(x))),
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
