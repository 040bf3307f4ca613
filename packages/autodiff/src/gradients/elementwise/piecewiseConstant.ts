import * as tf from '@tensorflow/tfjs-core';
import { zeroGradient } from '../rule.ts';

/**
 * Kernels with derivative zero almost everywhere. Without these a comparison inside a function, even one
 * whose result only chooses between branches, would make tfjs refuse to differentiate it.
 */
export const piecewiseConstant: readonly tf.GradConfig[] = [
  ...[tf.Step, tf.Sign, tf.Floor, tf.Ceil, tf.Round, tf.IsFinite, tf.IsInf, tf.IsNan].map((name) =>
    zeroGradient(name, 'x'),
  ),
  ...[tf.OnesLike, tf.ZerosLike, tf.LogicalNot].map((name) => zeroGradient(name, 'x')),
  ...[tf.All, tf.Any, tf.ArgMax, tf.ArgMin].map((name) => zeroGradient(name, 'x')),
  ...[tf.Equal, tf.NotEqual, tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual].map((name) =>
    zeroGradient(name, 'a', 'b'),
  ),
  ...[tf.LogicalAnd, tf.LogicalOr, tf.BitwiseAnd, tf.FloorDiv].map((name) => zeroGradient(name, 'a', 'b')),
  zeroGradient(tf.SearchSorted, 'sortedSequence', 'values'),
  zeroGradient(tf.OneHot, 'indices'),
  zeroGradient(tf.Multinomial, 'logits'),
  zeroGradient(tf.NonMaxSuppressionV3, 'boxes', 'scores'),
];
