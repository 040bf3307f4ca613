import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { isNdArray, ndarray } from './ndarray.ts';
import { toArrays, toTensors } from './tensors.ts';

describe('toTensors and toArrays', () => {
  it('are inverse for every dtype, numbers becoming float32 scalars', async () => {
    const before = tf.memory().numTensors;
    const tree = {
      kernel: ndarray([1, 2, 3, 4], [2, 2]),
      mask: ndarray(Uint8Array.of(1, 0)),
      index: [ndarray(Int32Array.of(5), [])],
      dt: 0.5,
    };
    const tensors = toTensors(tree);
    expect(tensors.mask.dtype).toBe('bool');
    const arrays = await toArrays(tensors);
    expect(arrays).toEqual({ ...tree, dt: ndarray([0.5], []) });
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('share no memory with what they were given', async () => {
    const host = ndarray([1, 2]);
    const tensor = toTensors(host);
    host.data[0] = 9;
    const back = await toArrays(tensor);
    back.data[1] = 9;
    expect(await tensor.array()).toEqual([1, 2]);
    const clone = toTensors(tensor);
    tensor.dispose();
    expect(await clone.array()).toEqual([1, 2]);
    clone.dispose();
  });

  it('refuse other leaves, naming their path', async () => {
    expect(() => toTensors({ layers: [1, 'two'] })).toThrow("but got two at 'layers.1'");
    const text = tf.tensor1d(['a']);
    await expect(toArrays({ text })).rejects.toThrow("a string tensor at 'text'");
    text.dispose();
  });
});

describe('ndarray', () => {
  it('takes its dtype from its data and checks its shape', () => {
    expect(ndarray(Int32Array.of(1, 2)).dtype).toBe('int32');
    expect(() => ndarray([1, 2, 3], [2, 2])).toThrow(
      'ndarray: a shape [2, 2] holds 4 numbers, but got 3; pass a shape that matches the data',
    );
    expect(() => ndarray([1, 2], [-1, -2])).toThrow(RangeError);
  });

  it('is told from a tree that happens to have one of its fields', () => {
    expect(isNdArray(ndarray([1]))).toBe(true);
    expect(isNdArray({ data: Float32Array.of(1), shape: 1, dtype: 1 })).toBe(false);
    expect(isNdArray(null)).toBe(false);
  });
});
