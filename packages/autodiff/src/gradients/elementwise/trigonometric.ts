import * as tf from '@tensorflow/tfjs-core';
import { broadcasting, elementwise } from '../rule.ts';

/** (1 - x)(1 + x): 1 - x² without the cancellation near |x| = 1. */
const oneMinusSquare = (x: tf.Tensor) => tf.mul(tf.sub(1, x), tf.add(1, x));
const onePlusSquare = (x: tf.Tensor) => tf.add(1, tf.square(x));

/** Circular functions and their inverses. */
export const trigonometric: readonly tf.GradConfig[] = [
  elementwise(tf.Sin, (dy, x) => tf.mul(dy, tf.cos(x))),
  elementwise(tf.Cos, (dy, x) => tf.neg(tf.mul(dy, tf.sin(x)))),
  elementwise(tf.Tan, (dy, x) => tf.div(dy, tf.square(tf.cos(x)))),
  elementwise(tf.Asin, (dy, x) => tf.div(dy, tf.sqrt(oneMinusSquare(x)))),
  elementwise(tf.Acos, (dy, x) => tf.neg(tf.div(dy, tf.sqrt(oneMinusSquare(x))))),
  elementwise(tf.Atan, (dy, x) => tf.div(dy, onePlusSquare(x))),
  broadcasting(tf.Atan2, {
    a: (dy, a, b) => tf.mul(dy, tf.div(b, tf.add(tf.square(a), tf.square(b)))),
    b: (dy, a, b) => tf.neg(tf.mul(dy, tf.div(a, tf.add(tf.square(a), tf.square(b))))),
  }),
];

/** Hyperbolic functions and their inverses. */
export const hyperbolic: readonly tf.GradConfig[] = [
  elementwise(tf.Sinh, (dy, x) => tf.mul(dy, tf.cosh(x))),
  elementwise(tf.Cosh, (dy, x) => tf.mul(dy, tf.sinh(x))),
  elementwise(tf.Tanh, (dy, x) => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x))))),
  elementwise(tf.Asinh, (dy, x) => tf.div(dy, tf.sqrt(onePlusSquare(x)))),
  elementwise(tf.Acosh, (dy, x) => tf.div(dy, tf.sqrt(tf.mul(tf.sub(x, 1), tf.add(x, 1))))),
  elementwise(tf.Atanh, (dy, x) => tf.div(dy, oneMinusSquare(x))),
];
