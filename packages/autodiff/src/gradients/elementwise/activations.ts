import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { elementwise, float, gradientOf, unbroadcast } from '../rule.ts';

/** Self-normalising constants of tfjs' selu kernel (Klambauer et al. 2017, arXiv:1706.02515). */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** 1 where x > 0, elsewhere `slope`: the derivative of a leaky ramp, constant for every further derivative. */
const ramp = (x: tf.Tensor, slope = 0) => untaped(() => tf.step(x, slope));
/** exp(x) where x < 0, elsewhere 1; never overflows. */
const boundedExp = (x: tf.Tensor) => tf.exp(tf.minimum(x, 0));

/** Activation functions of neural networks. */
export const activations: readonly tf.GradConfig[] = [
  // 1 - sigmoid(x) would be 0 from 17 on.
  elementwise(tf.Sigmoid, (dy, x) => tf.mul(dy, tf.mul(tf.sigmoid(x), tf.sigmoid(tf.neg(x))))),
  elementwise(tf.Softplus, (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  elementwise(tf.Relu, (dy, x) => tf.mul(dy, ramp(x))),
  elementwise(tf.Relu6, (dy, x) =>
    tf.mul(
      dy,
      untaped(() => tf.mul(tf.step(x), tf.step(tf.sub(6, x)))),
    ),
  ),
  elementwise(tf.LeakyRelu, (dy, x, { alpha }: tf.LeakyReluAttrs) => tf.mul(dy, ramp(x, alpha))),
  elementwise(tf.Elu, (dy, x) => tf.mul(dy, boundedExp(x))),
  elementwise(tf.Selu, (dy, x) => tf.mul(dy, tf.mul(tf.mul(ramp(x, SELU_ALPHA), SELU_SCALE), boundedExp(x)))),
  elementwise(tf.Erf, (dy, x) => tf.mul(dy, tf.mul(2 / Math.sqrt(Math.PI), tf.exp(tf.neg(tf.square(x)))))),
  gradientOf(tf.Prelu, ['x', 'alpha'], (dy, [x, alpha]) => ({
    x: () => {
      const positive = untaped(() => tf.greater(x, 0));
      return tf.mul(dy, tf.where(positive, tf.onesLike(alpha), float(alpha)));
    },
    alpha: () => unbroadcast(tf.mul(dy, tf.minimum(x, 0)), alpha.shape),
  })),
];
