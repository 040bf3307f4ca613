import { treeUnflatten, type TreeStructure } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { applyToLeaves, flattenArgs, hostArray, newTensor, valuesOf } from './leaves.ts';
import type { Runner } from './runner.ts';

/** Runs fn itself, operation by operation, on the registered tfjs backend. */
export function eagerRunner(fn: (...args: never[]) => unknown, exampleArgs: readonly unknown[]): Runner {
  flattenArgs(exampleArgs);
  let disposed = false;
  const run = (args: readonly unknown[]) => {
    if (disposed) throw new Error('jit: the compiled function was disposed; compile it again');
    const { leaves, structure } = flattenArgs(args);
    let result: TreeStructure = null;
    const tensors = tf.tidy(() => {
      const inputs = leaves.map((leaf) => (leaf instanceof tf.Tensor ? leaf : newTensor(hostArray(leaf))));
      const flat = applyToLeaves(fn, structure, inputs);
      result = flat.structure;
      // Tensors of their own, also where the function returns an argument or the same tensor twice.
      return flat.leaves.map((tensor) => tf.clone(tensor));
    });
    return { tensors, structure: result };
  };
  return {
    engine: 'tfjs',
    tensors: (args) =>
      Promise.resolve().then(() => {
        const { tensors, structure } = run(args);
        return treeUnflatten(structure, tensors);
      }),
    arrays: async (args) => {
      const { tensors, structure } = run(args);
      try {
        const values = await Promise.all(tensors.map(valuesOf));
        // A backend may hand out its own memory, or that of an argument.
        return treeUnflatten(
          structure,
          values.map((value) => ({ ...value, data: value.data.slice() })),
        );
      } finally {
        tf.dispose(tensors);
      }
    },
    stats: () => undefined,
    toOnnx: () => {
      throw new Error(
        "jit: engine 'tfjs' compiles nothing, so there is no ONNX model; choose an onnx engine",
      );
    },
    dispose: () => {
      disposed = true;
      return Promise.resolve();
    },
  };
}
