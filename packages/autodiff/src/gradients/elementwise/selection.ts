import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { broadcasting, elementwise, gradientOf } from '../rule.ts';

type Comparison = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
const masked = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor, compare: Comparison) =>
  tf.mul(
    dy,
    untaped(() => tf.cast(compare(a, b), 'float32')),
  );

/** Functions that pick one of their inputs; where two are equal, the first counts as picked. */
export const selection: readonly tf.GradConfig[] = [
  broadcasting(tf.Maximum, {
    a: (dy, a, b) => masked(dy, a, b, tf.greaterEqual),
    b: (dy, a, b) => masked(dy, a, b, tf.less),
  }),
  broadcasting(tf.Minimum, {
    a: (dy, a, b) => masked(dy, a, b, tf.lessEqual),
    b: (dy, a, b) => masked(dy, a, b, tf.greater),
  }),
  elementwise(tf.Abs, (dy, x) =>
    tf.mul(
      dy,
      untaped(() => tf.sign(x)),
    ),
  ),
  elementwise(tf.ClipByValue, (dy, x, { clipValueMin, clipValueMax }: tf.ClipByValueAttrs) =>
    tf.where(
      untaped(() => tf.logicalAnd(tf.greaterEqual(x, clipValueMin), tf.lessEqual(x, clipValueMax))),
      dy,
      tf.zerosLike(dy),
    ),
  ),
  gradientOf(tf.Select, ['condition'], (dy, [condition]) => ({
    condition: () => tf.zeros(condition.shape),
    t: () => tf.where(condition, dy, tf.zerosLike(dy)),
    e: () => tf.where(condition, tf.zerosLike(dy), dy),
  })),
];
