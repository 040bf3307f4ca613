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

/** Whether what is computed now is recorded, to be differentiated. */
export function isOnTape(): boolean {
  const { gradientDepth, kernelDepth } = tf.engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}
