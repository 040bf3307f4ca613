import * as tf from '@tensorflow/tfjs-core';

/** Row-major array on the host. */
export interface NdArray {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** The form of a tree without its leaves, each of which is null. */
export type TreeStructure = null | readonly TreeStructure[] | { readonly [name: string]: TreeStructure };

/** Whether a value is a host array. */
export const isNdArray = (x: unknown): x is NdArray =>
  typeof x === 'object' &&
  x !== null &&
  !(x instanceof tf.Tensor) &&
  'data' in x &&
  'shape' in x &&
  'dtype' in x;

/** What a tree holds. */
export type Leaf = tf.Tensor | NdArray | number;

/** The leaves of a tree and its structure. */
export function treeFlatten(tree: unknown): { leaves: Leaf[]; structure: TreeStructure } {
  const leaves: Leaf[] = [];
  const walk = (x: unknown): TreeStructure => {
    if (Array.isArray(x)) return x.map(walk);
    if (
      typeof x === 'object' &&
      x !== null &&
      Object.getPrototypeOf(x) === Object.prototype &&
      !isNdArray(x)
    ) {
      return Object.fromEntries(Object.entries(x).map(([name, child]) => [name, walk(child)]));
    }
    leaves.push(x as Leaf);
    return null;
  };
  return { structure: walk(tree), leaves };
}

/** The inverse of treeFlatten. */
export function treeUnflatten(structure: TreeStructure, leaves: readonly unknown[]): unknown {
  let next = 0;
  const walk = (s: TreeStructure): unknown => {
    if (s === null) return leaves[next++];
    return Array.isArray(s)
      ? s.map(walk)
      : Object.fromEntries(Object.entries(s).map(([name, child]) => [name, walk(child)]));
  };
  return walk(structure);
}
