import {
  isNdArray,
  treeFlatten,
  treeUnflatten,
  type Leaf,
  type NdArray,
  type TreeStructure,
} from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import type { Signature } from './trace/trace.ts';

/** The leaves of an argument list and its form. Throws TypeError for leaves that no graph can take. */
export function flattenArgs(args: readonly unknown[]): { leaves: Leaf[]; structure: TreeStructure } {
  const { leaves, structure } = treeFlatten<unknown>(args);
  leaves.forEach(signatureOf);
  return { leaves: leaves as Leaf[], structure };
}

/** Shape and type of an argument. */
export function signatureOf(leaf: unknown): Signature {
  if (typeof leaf === 'number') return { shape: [], dtype: 'float32' };
  const array = isNdArray(leaf) || leaf instanceof tf.Tensor ? (leaf as NdArray | tf.Tensor) : undefined;
  const dtype = array?.dtype;
  if (array !== undefined && (dtype === 'float32' || dtype === 'int32' || dtype === 'bool')) {
    return { shape: array.shape, dtype };
  }
  throw new TypeError(
    `jit: arguments must be numbers, or float32, int32 or bool arrays, but got ${dtype ?? typeof leaf}; convert them`,
  );
}

/** Calls fn on leaves put back into the form of its arguments; gives the leaves and the form of its result. */
export function applyToLeaves(
  fn: (...args: never[]) => unknown,
  structure: TreeStructure,
  leaves: readonly tf.Tensor[],
): { leaves: tf.Tensor[]; structure: TreeStructure } {
  const result = (fn as (...args: unknown[]) => unknown)(...(treeUnflatten(structure, leaves) as unknown[]));
  if (result instanceof Promise) {
    // It may fail later for having read values: that is told already.
    result.catch(() => undefined);
    throw new TypeError('jit: the function must be synchronous, but returned a promise; await outside of it');
  }
  const flat = treeFlatten<Leaf>(result as Leaf);
  const wrong = flat.leaves.find(
    (leaf: unknown) => !(leaf instanceof tf.Tensor || typeof leaf === 'number' || isNdArray(leaf)),
  ) as unknown;
  if (wrong !== undefined || flat.leaves.includes(undefined as never)) {
    throw new TypeError(
      `jit: the function must return tensors, but got ${typeof wrong}; return a tensor or a tree of tensors`,
    );
  }
  return {
    leaves: flat.leaves.map((leaf) => (leaf instanceof tf.Tensor ? leaf : newTensor(hostArray(leaf)))),
    structure: flat.structure,
  };
}

/** A number as a host array; a host array as it is. */
export const hostArray = (leaf: NdArray | number): NdArray =>
  typeof leaf === 'number' ? { dtype: 'float32', shape: [], data: Float32Array.of(leaf) } : leaf;

/** A tensor of the registered backend around the values, which nobody else may write to. */
export const newTensor = ({ data, shape, dtype }: NdArray): tf.Tensor => tf.tensor(data, [...shape], dtype);

/** The values of an argument; those of a host array are not copied. */
export async function valuesOf(leaf: Leaf): Promise<NdArray> {
  if (typeof leaf === 'number' || isNdArray(leaf)) return hostArray(leaf);
  return { ...signatureOf(leaf), data: await leaf.data<never>() };
}
