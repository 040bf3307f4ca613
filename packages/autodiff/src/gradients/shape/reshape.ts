import * as tf from '@tensorflow/tfjs-core';
import { gradientOf, toShape } from '../rule.ts';

/** Rearrangements that keep every element once. */
export const reshapes: readonly tf.GradConfig[] = [
  gradientOf(tf.Reshape, ['x'], (dy, [x]) => ({ x: () => toShape(dy, x.shape) })),
  gradientOf(tf.ExpandDims, ['input'], (dy, [input]) => ({ input: () => toShape(dy, input.shape) })),
  gradientOf(tf.Transpose, [], (dy, _, { perm }: tf.TransposeAttrs) => ({
    x: () =>
      tf.transpose(
        dy,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
  })),
  gradientOf(tf.Reverse, [], (dy, _, { dims }: tf.ReverseAttrs) => ({ x: () => tf.reverse(dy, dims) })),
];
