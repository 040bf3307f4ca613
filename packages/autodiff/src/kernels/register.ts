import * as tf from '@tensorflow/tfjs-core';
import { matMulKernels } from './matMul.ts';
import type { KernelFunction } from './mending.ts';
import { hostKernels } from './onHost.ts';
import { gradientsOnTensorFlow } from './gradientsOnTensorFlow.ts';
import { paddingKernels } from './paddings.ts';
import { stridedSliceKernels } from './stridedSlice.ts';

/** Every kernel that is replaced on a backend. */
export const mendedKernels = [
  ...matMulKernels,
  ...stridedSliceKernels,
  ...paddingKernels,
  ...gradientsOnTensorFlow,
  ...hostKernels,
];

const mended = new WeakSet<KernelFunction>();

/** Puts those kernels in their places on the backends that are there; does nothing where they are. */
export function registerKernels(): void {
  for (const { kernelName, backends, mend, make } of mendedKernels) {
    for (const backendName of backends) {
      const present = tf.getKernel(kernelName, backendName);
      if (present !== undefined && mended.has(present.kernelFunc)) continue;
      const isThere = backendName in tf.engine().registryFactory;
      const kernelFunc = present === undefined ? (isThere ? make?.() : undefined) : mend(present.kernelFunc);
      if (kernelFunc === undefined) continue;
      mended.add(kernelFunc);
      if (kernelFunc === present?.kernelFunc) continue;
      if (present !== undefined) tf.unregisterKernel(kernelName, backendName);
      tf.registerKernel({ ...present, kernelName, backendName, kernelFunc });
    }
  }
}
