import * as tf from '@tensorflow/tfjs-core';

/**
 * Registers TensorFlow.js' plain JavaScript backend, which the engine `tfjs` runs on; a second call does nothing.
 * Its advice to install another backend is silenced: hgn doctor says what to install.
 */
export async function registerEagerBackend(): Promise<void> {
  tf.env().set('PROD', true);
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
}
