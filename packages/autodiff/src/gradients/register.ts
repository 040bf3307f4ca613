import * as tf from '@tensorflow/tfjs-core';
import { registerKernels } from '../kernels/register.ts';
import { allGradients } from './all.ts';

/**
 * Registers this package's gradients with tfjs, in place of any registered before, and its kernels in place of those
 * that a backend lacks or computes wrong. Importing the package does this, and `grad` and `valueAndGrad` make sure of
 * it; call it where another library may have registered its own since, or a backend was imported later, and `tf.grad` or
 * an optimiser of tfjs differentiates. Does nothing when all are in place.
 *
 * @example
 * ```ts
 * registerGradients();
 * ```
 */
export function registerGradients(): void {
  for (const config of allGradients) {
    const present = tf.getGradient(config.kernelName);
    if (present === config) continue;
    if (present !== undefined) tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  }
  registerKernels();
}

registerGradients();
