import * as tf from '@tensorflow/tfjs-core';
import { gradientOf } from '../rule.ts';

/** Blocks of pixels moved between space and batch or channels. */
export const blocks: readonly tf.GradConfig[] = [
  gradientOf(tf.SpaceToBatchND, [], (dy, _, { blockShape, paddings }: tf.SpaceToBatchNDAttrs) => ({
    x: () => tf.batchToSpaceND(dy, blockShape, paddings),
  })),
  gradientOf(tf.BatchToSpaceND, [], (dy, _, { blockShape, crops }: tf.BatchToSpaceNDAttrs) => ({
    x: () => tf.spaceToBatchND(dy, blockShape, crops),
  })),
  gradientOf(tf.DepthToSpace, ['x'], (dy, [x], { blockSize, dataFormat }: tf.DepthToSpaceAttrs) => ({
    x: () => {
      const channelsLast = dataFormat === 'NHWC';
      const [batch, first, second, third] = dy.shape;
      const split = channelsLast
        ? [batch, first / blockSize, blockSize, second / blockSize, blockSize, third]
        : [batch, first, second / blockSize, blockSize, third / blockSize, blockSize];
      return tf.reshape(
        tf.transpose(tf.reshape(dy, split), channelsLast ? [0, 1, 3, 2, 4, 5] : [0, 3, 5, 1, 2, 4]),
        x.shape,
      );
    },
  })),
  gradientOf(tf.FlipLeftRight, [], (dy) => ({ image: () => tf.reverse(dy, 2) })),
];
