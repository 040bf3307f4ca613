import * as tf from '@tensorflow/tfjs-core';
import { gradientOf } from '../rule.ts';
import { expand } from './axes.ts';

/** Sums, means and running sums. */
export const sums: readonly tf.GradConfig[] = [
  gradientOf(tf.Sum, ['x'], (dy, [x], { axis }: tf.SumAttrs) => ({
    x: () => expand(dy, x.shape, axis),
  })),
  gradientOf(tf.Mean, ['x'], (dy, [x], { axis }: tf.MeanAttrs) => ({
    x: () => expand(tf.div(dy, x.size / dy.size), x.shape, axis),
  })),
  gradientOf(tf.Cumsum, [], (dy, _, { axis, exclusive, reverse }: tf.CumsumAttrs) => ({
    x: () => tf.cumsum(dy, axis, exclusive, !reverse),
  })),
];
