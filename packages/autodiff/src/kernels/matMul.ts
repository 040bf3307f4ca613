import * as tf from '@tensorflow/tfjs-core';
import { call, free, type Info, type KernelCall, type MendedKernel } from './mending.ts';

/** Whether counting the batches of the smaller factor round and round meets the right ones. */
function cycles(batch: readonly number[], all: readonly number[]): boolean {
  const first = batch.findIndex((length) => length !== 1);
  if (first < 0) return true;
  const inner = batch.slice(first);
  return inner.every((length, i) => length === all[all.length - inner.length + i]);
}

/** The factor with its batches repeated as broadcasting asks, where the kernel would take others. */
function spread(backendName: string, context: KernelCall, x: Info, all: readonly number[]): Info {
  const batch = x.shape.slice(0, -2);
  if (cycles(batch, all)) return x;
  const matrix = x.shape.slice(-2);
  const ones = new Array<number>(all.length - batch.length).fill(1);
  const reps = [...all.map((length, i) => ([...ones, ...batch][i] === length ? 1 : length)), 1, 1];
  const padded = { ...x, shape: [...ones, ...batch, ...matrix] };
  return call(backendName, tf.Tile, context, { x: padded }, { reps });
}

/**
 * Products of batches that broadcast along another axis than the leading one: tfjs' `cpu` and `wasm` kernels count the
 * batches of the smaller factor round and round, and multiply the wrong ones.
 */
export const matMulKernels: readonly MendedKernel[] = ['cpu', 'wasm'].flatMap((backendName) =>
  [tf.BatchMatMul, tf._FusedMatMul].map((kernelName) => ({
    kernelName,
    backends: [backendName],
    mend: (own) => (context) => {
      const { a, b } = context.inputs as { a: Info; b: Info };
      const all = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
      const [left, right] = [spread(backendName, context, a, all), spread(backendName, context, b, all)];
      try {
        return own({ ...context, inputs: { ...context.inputs, a: left, b: right } });
      } finally {
        free(context, ...[left, right].filter((x) => x !== a && x !== b));
      }
    },
  })),
);
