import { treeUnflatten, type TreeStructure } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { EngineUnavailableError } from '../engines/engine.ts';
import { holdTensors, type HeldArguments } from './heldArguments.ts';
import { applyToLeaves, flattenArgs, valuesOf } from '../leaves.ts';
import type { Runner } from './runner.ts';

/** Runs fn itself, operation by operation, on the registered tfjs backend. */
export function eagerRunner(fn: (...args: never[]) => unknown, exampleArgs: readonly unknown[]): Runner {
  flattenArgs(exampleArgs);
  if (!hasBackend()) {
    throw new EngineUnavailableError(
      "jit: engine 'tfjs' runs on a tfjs backend, but none is registered; npm install @tensorflow/tfjs-backend-cpu and import it",
    );
  }
  let disposed = false;
  const run = ({ leaves, structure }: HeldArguments) => {
    let result: TreeStructure = null;
    const tensors = tf.tidy(() => {
      const inputs = leaves.map((leaf) => leaf.tensor());
      const flat = applyToLeaves(fn, structure, inputs);
      result = flat.structure;
      // Tensors of their own, also where the function returns an argument or the same tensor twice.
      return flat.leaves.map((tensor) => tf.clone(tensor));
    });
    return { tensors, structure: result };
  };
  const runAndRelease = (args: HeldArguments) => {
    try {
      if (disposed) throw new Error('jit: the compiled function was disposed; compile it again');
      return run(args);
    } finally {
      args.leaves.forEach((leaf) => leaf.release());
    }
  };
  return {
    engine: 'tfjs',
    hold: holdTensors,
    // A backend may keep the arrays that tensors are made of.
    lend: holdTensors,
    tensors: (args) => {
      const { tensors, structure } = runAndRelease(args);
      return Promise.resolve(treeUnflatten(structure, tensors));
    },
    arrays: async (args) => {
      const { tensors, structure } = runAndRelease(args);
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

/** tfjs makes the best registered backend on first use, and has no other way to ask whether there is one. */
function hasBackend(): boolean {
  try {
    tf.backend();
    return true;
  } catch {
    return false;
  }
}
