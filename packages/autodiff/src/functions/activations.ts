import * as tf from '@tensorflow/tfjs-core';

// All of them are smooth to every order and do not overflow; shapes are free, results float32 of the same shape.

/**
 * Swish, or SiLU: x sigmoid(x) (Ramachandran et al. 2017, arXiv:1710.05941).
 *
 * @example
 * ```ts
 * swish(tf.tensor1d([-1, 0, 1])); // [-0.269, 0, 0.731]
 * ```
 */
export function swish(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.sigmoid(x));
}

/**
 * log(1 + exp(x)), a smooth ramp.
 *
 * @example
 * ```ts
 * softplus(tf.scalar(0)); // log 2
 * ```
 */
export function softplus(x: tf.Tensor): tf.Tensor {
  return tf.softplus(x);
}

/**
 * x Φ(x) with Φ the normal distribution function, computed by the error function, not by its tanh approximation
 * (Hendrycks & Gimpel 2016, arXiv:1606.08415).
 *
 * @example
 * ```ts
 * gelu(tf.scalar(1)); // 0.8413
 * ```
 */
export function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))));
}

/**
 * x tanh(softplus(x)) (Misra 2019, arXiv:1908.08681).
 *
 * @example
 * ```ts
 * mish(tf.scalar(1)); // 0.8651
 * ```
 */
export function mish(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.tanh(tf.softplus(x)));
}

/**
 * log sigmoid(x). tfjs' own tf.logSigmoid cannot be differentiated inside a larger expression: its gradient
 * reads an input that has been disposed by then.
 *
 * @example
 * ```ts
 * logSigmoid(tf.scalar(0)); // -log 2
 * ```
 */
export function logSigmoid(x: tf.Tensor): tf.Tensor {
  return tf.neg(tf.softplus(tf.neg(x)));
}
