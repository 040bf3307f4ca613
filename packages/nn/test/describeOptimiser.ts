import { ndarray, toTensors, treeLeaves, treePaths, type NdArray, type Tree } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Optimiser, UpdateOptions } from '../src/index.ts';

type Tensors = Tree<tf.Tensor>;

/** Reads every leaf of a tree of tensors. */
export function values(tree: Tensors): number[][] {
  return treeLeaves(tree).map((leaf) => Array.from(leaf.dataSync()));
}

/** One eager update from numbers; disposes of everything but what it returns. */
export function step(
  optimiser: Optimiser,
  grads: Tensors,
  state: Tensors,
  params: Tensors,
  options?: UpdateOptions,
): { params: Tensors; state: Tensors } {
  const next = optimiser.update(grads, state, params, options);
  tf.dispose([state, params] as tf.TensorContainer);
  return next;
}

/**
 * What every optimiser must do, whatever its rule. `make` gets a learning rate small enough to descend a bowl, in `steps` of
 * them.
 */
export function describeOptimiser(
  name: string,
  make: (learningRate: number) => Optimiser,
  { steps = 100 }: { readonly steps?: number } = {},
): void {
  describe(`${name} as an optimiser`, () => {
    const first = (): Tree<NdArray> => ({
      layers: [{ kernel: ndarray([1, -2, 3, 0.5, -1, 2], [2, 3]) }, {}],
      scale: ndarray([2], []),
    });
    /** Gradient of half of sum a_i x_i^2 with unequal curvatures a_i = 1, 2, 3 … */
    const bowl = (params: Tensors): Tensors => {
      const leaves = treeLeaves(params);
      const curve = (leaf: tf.Tensor) =>
        tf.mul(leaf, tf.reshape(tf.range(1, leaf.size + 1), leaf.shape as [number]));
      return { layers: [{ kernel: curve(leaves[0]) }, {}], scale: curve(leaves[1]) };
    };
    const norm = (params: Tensors) => Math.hypot(...values(params).flat());

    it('descends a bowl and counts its steps', () => {
      const optimiser = make(0.05);
      let params = toTensors(first()) as Tensors;
      let state = toTensors(optimiser.init(first())) as Tensors;
      const start = norm(params);
      for (let n = 0; n < steps; n++) {
        const grads = tf.tidy(() => bowl(params) as tf.TensorContainer) as Tensors;
        ({ params, state } = step(optimiser, grads, state, params));
        tf.dispose(grads as tf.TensorContainer);
      }
      expect(norm(params)).toBeLessThan(start / 10);
      const count = (state as { step: tf.Tensor }).step;
      expect(count.dataSync()[0]).toBe(steps);
      expect(count.shape).toEqual([]);
      tf.dispose([params, state] as tf.TensorContainer);
    });

    it('keeps structure, shapes and float32 of parameters and state', () => {
      const optimiser = make(0.05);
      const params = toTensors(first()) as Tensors;
      const state = toTensors(optimiser.init(first())) as Tensors;
      const next = optimiser.update(params, state, params);
      const form = (tree: Tensors) =>
        treePaths(tree).map((path, i) => [path, treeLeaves(tree)[i].shape, treeLeaves(tree)[i].dtype]);
      expect(form(next.params)).toEqual(form(params));
      expect(form(next.state)).toEqual(form(state));
      expect(form(state).every(([, , dtype]) => dtype === 'float32')).toBe(true);
      tf.dispose([params, state, next] as unknown as tf.TensorContainer);
    });

    it('treats one flat vector as the same numbers in a tree', () => {
      const optimiser = make(0.05);
      const flat = Float32Array.of(1, -2, 3, 0.5);
      const gradient = Float32Array.of(0.3, -0.1, 20, 1e-3);
      const tree = (x: Float32Array): Tree<NdArray> => ({
        a: ndarray(x.slice(0, 1)),
        b: ndarray(x.slice(1)),
      });
      let one = toTensors({ p: ndarray(flat), s: optimiser.init(ndarray(flat)) });
      let many = toTensors({ p: tree(flat), s: optimiser.init(tree(flat)) });
      for (let n = 0; n < 5; n++) {
        const [g, gs] = [tf.tensor1d(gradient), toTensors(tree(gradient))];
        const nextOne = step(optimiser, g, one.s, one.p);
        const nextMany = step(optimiser, gs, many.s, many.p);
        one = { p: nextOne.params as tf.Tensor, s: nextOne.state };
        many = { p: nextMany.params, s: nextMany.state };
        tf.dispose([g, gs] as tf.TensorContainer);
      }
      expect(values(many.p as Tensors).flat()).toEqual(values(one.p).flat());
      tf.dispose([one, many] as unknown as tf.TensorContainer);
    });

    it('takes its learning rate from a scalar tensor, a number, or its own option', () => {
      const after = (optimiser: Optimiser, learningRate?: number | tf.Tensor) =>
        tf.tidy(() => {
          const params = tf.tensor1d([1, 2]);
          const state = toTensors(optimiser.init(ndarray([1, 2]))) as Tensors;
          const options = learningRate === undefined ? {} : { learningRate };
          return values(optimiser.update(tf.tensor1d([0.5, -3]), state, params, options).params);
        });
      const own = after(make(0.02));
      expect(after(make(0.5), 0.02)).toEqual(own);
      expect(after(make(0.5), tf.scalar(0.02))).toEqual(own);
      expect(after(make(0.5))).not.toEqual(own);
      expect(() => make(-1)).toThrow(RangeError);
      expect(() => make(NaN)).toThrow(RangeError);
    });

    it('leaves no tensor behind', () => {
      const optimiser = make(0.05);
      const params = toTensors(first()) as Tensors;
      const state = toTensors(optimiser.init(first())) as Tensors;
      const before = tf.memory().numTensors;
      const next = optimiser.update(params, state, params);
      expect(tf.memory().numTensors - before).toBe(treeLeaves(params).length + treeLeaves(state).length);
      tf.dispose(next as unknown as tf.TensorContainer);
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([params, state] as tf.TensorContainer);
    });
  });
}
