import * as tf from '@tensorflow/tfjs-core';

/**
 * Evaluates `f` off the gradient tape: its result is a constant for every derivative of every order.
 * Gradients use it for masks, whose derivative is zero almost everywhere.
 */
export function untaped<T extends tf.Tensor>(f: () => T): T {
  // A custom gradient of no inputs: tfjs runs the function with the tape off, and nothing leads into it.
  return tf.customGrad(() => ({ value: f(), gradFunc: () => [] }))();
}

/**
 * The value of `x` as a constant: derivatives of every order treat it as independent of everything.
 *
 * @param x tensor of any shape and dtype; the result is a new tensor of the same.
 * @example
 * ```ts
 * grad((x: tf.Tensor) => tf.mul(stopGradient(x), x))(3); // 3, not 6
 * ```
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  return untaped(() => tf.clone(x));
}
