import { ndarray, toTensors, treeLeaves, treePaths, type NdArray, type Tree } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mlp } from '../layers/combined/mlp.ts';
import { key } from '../random/key.ts';
import { countParameters } from './count.ts';
import { ravel } from './ravel.ts';

const tree: Tree<NdArray> = {
  encoder: [{ kernel: ndarray([1, 2, 3, 4, 5, 6], [2, 3]), bias: ndarray([7, 8, 9]) }, {}],
  gain: ndarray([10], []),
};

describe('ravel', () => {
  it('lays the leaves out one after the other', () => {
    expect(ravel(tree).vector).toEqual(ndarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  });

  it('unravels arrays and tensors to the same tree', () => {
    const { vector, unravel, unravelArrays } = ravel(tree);
    expect(unravelArrays(vector)).toEqual(tree);
    tf.tidy(() => {
      const tensors = unravel(tf.tensor1d(vector.data as Float32Array));
      expect(treePaths(tensors)).toEqual(treePaths(tree));
      expect(treeLeaves(tensors).map((leaf) => [leaf.shape, [...leaf.dataSync()]])).toEqual(
        treeLeaves(tree).map(({ shape, data }) => [shape, [...data]]),
      );
    });
  });

  it('copies: writing to the vector does not reach the tree', () => {
    const { vector, unravelArrays } = ravel(tree);
    const copy = unravelArrays(vector);
    vector.data.fill(0);
    expect(copy).toEqual(tree);
  });

  it('joins a tree of tensors in the order of the vector', () => {
    const { vector, ravelTensors } = ravel(tree);
    tf.tidy(() => {
      expect([...ravelTensors(toTensors(tree) as Tree<tf.Tensor>).dataSync()]).toEqual([...vector.data]);
    });
  });

  it('round-trips any shapes', () => {
    const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 6 }), (shapes) => {
        let next = 0;
        const leaves = shapes.map((s) =>
          ndarray(
            Float32Array.from({ length: s.reduce((a, b) => a * b, 1) }, () => next++),
            s,
          ),
        );
        const { vector, unravelArrays } = ravel(leaves);
        expect(unravelArrays(vector)).toEqual(leaves);
        expect([...vector.data]).toEqual([...Array(next).keys()]);
      }),
    );
  });

  it('leaves no tensor behind but the leaves', () => {
    const { vector, unravel } = ravel(tree);
    const flat = tf.tensor1d(vector.data as Float32Array);
    const before = tf.memory().numTensors;
    const tensors = unravel(flat);
    expect(tf.memory().numTensors - before).toBe(3);
    tf.dispose(tensors as tf.TensorContainer);
    flat.dispose();
  });

  it('refuses other dtypes and lengths', () => {
    expect(() => ravel({ steps: ndarray(Int32Array.of(1)) })).toThrow(
      'ravel: every leaf must be float32, but got int32 [1]',
    );
    expect(() => ravel(tree).unravelArrays(ndarray([1, 2]))).toThrow(
      'unravelArrays: the vector must have the shape [10], but got [2]',
    );
  });
});

describe('countParameters', () => {
  it('adds the sizes of all leaves', () => {
    expect(countParameters(tree)).toBe(10);
    expect(countParameters(mlp({ inputs: 2, hidden: [64, 64], outputs: 1 }).init(key(0)))).toBe(4417);
    expect(countParameters({})).toBe(0);
  });
});
