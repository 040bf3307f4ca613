import * as tf from '@tensorflow/tfjs-core';
import { gradientOf, unbroadcast } from '../rule.ts';

/** Products of (batches of) matrices; a batch of one is broadcast. */
export const matMuls: readonly tf.GradConfig[] = [
  gradientOf(tf.BatchMatMul, ['a', 'b'], (dy, [a, b], { transposeA, transposeB }: tf.BatchMatMulAttrs) => ({
    a: () =>
      unbroadcast(
        transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB),
        a.shape,
      ),
    b: () =>
      unbroadcast(
        transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false),
        b.shape,
      ),
  })),
];
