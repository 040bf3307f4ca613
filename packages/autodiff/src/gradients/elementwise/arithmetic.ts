import * as tf from '@tensorflow/tfjs-core';
import { broadcasting, elementwise, float, gradientOf } from '../rule.ts';

/** Sums, products, quotients and what is made of them. */
export const arithmetic: readonly tf.GradConfig[] = [
  broadcasting(tf.Add, { a: (dy) => dy, b: (dy) => dy }),
  broadcasting(tf.Sub, { a: (dy) => dy, b: (dy) => tf.neg(dy) }),
  broadcasting(tf.Multiply, { a: (dy, _, b) => tf.mul(dy, b), b: (dy, a) => tf.mul(dy, a) }),
  broadcasting(tf.RealDiv, {
    a: (dy, _, b) => tf.div(dy, b),
    b: (dy, a, b) => tf.neg(tf.mul(tf.div(dy, b), tf.div(a, b))),
  }),
  broadcasting(tf.SquaredDifference, {
    a: (dy, a, b) => tf.mul(dy, tf.mul(2, tf.sub(a, b))),
    b: (dy, a, b) => tf.mul(dy, tf.mul(2, tf.sub(b, a))),
  }),
  // a - floor(a / b) b, where the floor is constant almost everywhere
  broadcasting(tf.Mod, {
    a: (dy) => dy,
    b: (dy, a, b) => tf.neg(tf.mul(dy, tf.floor(tf.div(a, b)))),
  }),
  gradientOf(tf.AddN, 'all', (dy, terms) => Object.fromEntries(terms.map((_, i) => [i, () => dy]))),
  elementwise(tf.Neg, (dy) => tf.neg(dy)),
  elementwise(tf.Square, (dy, x) => tf.mul(dy, tf.mul(2, x))),
  elementwise(tf.Reciprocal, (dy, x) => tf.neg(tf.mul(dy, tf.square(tf.reciprocal(x))))),
  // Casting to whole numbers or booleans is constant almost everywhere; between floats it is the identity.
  gradientOf(tf.Cast, ['x'], (dy, [x], { dtype }: { dtype: tf.DataType }) => ({
    x: () => (dtype === 'float32' ? float(dy) : tf.zeros(x.shape)),
  })),
  gradientOf(tf.Identity, [], (dy) => ({ x: () => dy })),
];
