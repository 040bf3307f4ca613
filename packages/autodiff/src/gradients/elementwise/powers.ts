import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { broadcasting, elementwise } from '../rule.ts';

const isZero = (x: tf.Tensor) => untaped(() => tf.equal(x, 0));
const isPositive = (x: tf.Tensor) => untaped(() => tf.greater(x, 0));

/** Exponentials, logarithms, roots and powers. */
export const powers: readonly tf.GradConfig[] = [
  elementwise(tf.Exp, (dy, x) => tf.mul(dy, tf.exp(x))),
  elementwise(tf.Expm1, (dy, x) => tf.mul(dy, tf.exp(x))),
  elementwise(tf.Log, (dy, x) => tf.div(dy, x)),
  elementwise(tf.Log1p, (dy, x) => tf.div(dy, tf.add(x, 1))),
  elementwise(tf.Sqrt, (dy, x) => tf.div(tf.mul(dy, 0.5), tf.sqrt(x))),
  elementwise(tf.Rsqrt, (dy, x) => tf.mul(dy, tf.mul(-0.5, tf.div(tf.rsqrt(x), x)))),
  broadcasting(tf.Pow, {
    // b a^(b-1). Where b = 0 that is 0 for every a, but would read 0 * Infinity at a = 0: each derivative by a
    // lowers the exponent, so polynomials reach this case.
    a: (dy, a, b) => {
      const constant = isZero(b);
      const lowered = tf.sub(tf.where(constant, tf.onesLike(b), b), 1);
      return tf.mul(dy, tf.mul(b, tf.pow(a, lowered)));
    },
    // a^b log a; the logarithm counts as 0 where a <= 0, where the function has no derivative by b (or 0 at a = 0)
    b: (dy, a, b) => {
      const logarithm = tf.log(tf.where(isPositive(a), a, tf.onesLike(a)));
      return tf.mul(dy, tf.mul(tf.pow(a, b), logarithm));
    },
  }),
];
