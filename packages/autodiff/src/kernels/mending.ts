import * as tf from '@tensorflow/tfjs-core';

/** The function of a kernel as a backend registers it. */
export type KernelFunction = tf.KernelFunc;

/** A kernel that some of tfjs' backends lack or compute wrong, and what takes its place there. */
export interface MendedKernel {
  readonly kernelName: string;
  readonly backends: readonly string[];
  /** From the backend's own function the one that takes its place. */
  readonly mend: (own: KernelFunction) => KernelFunction;
  /** Makes the function where the backend has none; without it, nothing is registered there. */
  readonly make?: () => KernelFunction;
}

/** Shape, type and data of a tensor, as kernels hand them on. */
export type Info = tf.TensorInfo;

/** What a kernel function is called with. */
export type KernelCall = Parameters<KernelFunction>[0];

/** Runs a backend's kernel on infos inside another kernel; one output. */
export function call(
  backendName: string,
  kernelName: string,
  { backend }: Pick<KernelCall, 'backend'>,
  inputs: Readonly<Record<string, Info>>,
  attrs: Readonly<Record<string, unknown>> = {},
): Info {
  const kernel = tf.getKernel(kernelName, backendName);
  if (kernel === undefined) throw new Error(`${kernelName}: the backend ${backendName} has no such kernel`);
  return kernel.kernelFunc({
    inputs: { ...inputs },
    attrs: { ...attrs } as tf.NamedAttrMap,
    backend,
  }) as Info;
}

/** Frees what a kernel made for itself. */
export function free({ backend }: Pick<KernelCall, 'backend'>, ...infos: readonly Info[]): void {
  for (const { dataId } of infos) (backend as tf.KernelBackend).disposeData(dataId);
}
