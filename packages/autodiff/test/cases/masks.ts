import * as tf from '@tensorflow/tfjs-core';
import type { Case } from './case.ts';

/** sin(x) times something that depends on x through a piecewise-constant op only, so is a constant for every derivative. */
const factor = (name: string, f: (x: tf.Tensor) => tf.Tensor): Case => ({
  name: `sin(x) times ${name}`,
  f: (x) => tf.mul(tf.sin(x), tf.cast(f(x), 'float32')),
  inputs: [{ shape: [2, 3], from: 0.3, to: 0.9 }],
});
const half = (x: tf.Tensor) => tf.greater(x, 0.1);
const whole = (x: tf.Tensor) => tf.cast(tf.mul(x, 0.1), 'int32');

export const maskCases: readonly Case[] = [
  factor('comparisons', (x) =>
    tf.addN(
      [tf.equal, tf.notEqual, tf.greaterEqual, tf.less, tf.lessEqual].map((compare) =>
        tf.cast(compare(x, 0.1), 'float32'),
      ),
    ),
  ),
  factor('logic', (x) => {
    const mask = half(x);
    return tf.addN(
      [
        tf.logicalAnd(mask, mask),
        tf.logicalOr(mask, mask),
        tf.logicalXor(mask, mask),
        tf.logicalNot(mask),
      ].map((result) => tf.cast(result, 'float32')),
    );
  }),
  factor('all and any', (x) => tf.logicalOr(tf.all(half(x), 1, true), tf.any(half(x), 0, true))),
  factor('argMax and argMin', (x) =>
    tf.expandDims(tf.add(tf.argMax(tf.mul(x, [1, 5, 25]), 1), tf.argMin(tf.mul(x, [1, 5, 25]), 1)), 1),
  ),
  factor('isNaN, isInf and isFinite', (x) =>
    tf.logicalOr(tf.logicalOr(tf.isNaN(x), tf.isInf(x)), tf.isFinite(x)),
  ),
  factor('bitwiseAnd', (x) => tf.add(tf.bitwiseAnd(whole(x), whole(x)), 1)),
  factor('a cast to int32', (x) => tf.add(whole(x), 1)),
  factor('onesLike and zerosLike', (x) => tf.add(tf.onesLike(x), tf.zerosLike(x))),
  factor('oneHot', (x) => tf.oneHot(tf.reshape(whole(tf.slice(x, 0, [2, 1])), [2]), 3)),
  factor('multinomial', (x) => tf.add(tf.multinomial(tf.mul<tf.Tensor2D>(x, 0), 1, 7), 1)),
  factor('nonMaxSuppression', (x) => {
    const boxes = tf.pad(x as tf.Tensor2D, [[0, 0], [0, 1]], 2); // oxfmt-ignore
    return tf.add(tf.sum(tf.image.nonMaxSuppression(boxes, tf.reshape(tf.slice(x, 0, [2, 1]), [2]), 1)), 1);
  }),
];
