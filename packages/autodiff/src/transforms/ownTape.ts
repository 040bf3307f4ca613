import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs `f` with a gradient tape of its own: derivatives that it takes are recorded apart from those around it, and what
 * they saved is released with the innermost, not the outermost of all. To those around, the results are constants.
 */
export function onOwnTape<T>(f: () => T): T {
  const { state } = tf.engine();
  const { activeTape, gradientDepth, kernelDepth } = state;
  Object.assign(state, { activeTape: null, gradientDepth: 0, kernelDepth: 0 });
  try {
    return f();
  } finally {
    Object.assign(state, { activeTape, gradientDepth, kernelDepth });
  }
}

/**
 * Runs `f`, which differentiates by what nothing on the tape depends on yet, with only the rest of the tape to look
 * through: tfjs goes over the whole of it for every derivative, however small, which makes derivatives within a
 * derivative quadratic in their number. Those around find on their tape what they would have found.
 */
export function onRestOfTape<T>(f: () => T): T {
  const { state } = tf.engine();
  if (state.gradientDepth === 0) return f();
  const outer = state.activeTape;
  const rest: typeof outer = [];
  state.activeTape = rest;
  try {
    return f();
  } finally {
    for (const node of rest) outer.push(node);
    state.activeTape = outer;
  }
}

/** Whether what is computed now is recorded, to be differentiated. */
export function isOnTape(): boolean {
  const { gradientDepth, kernelDepth } = tf.engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}
