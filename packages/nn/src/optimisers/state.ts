import { ndarray, treeMap, type NdArray, type Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { elements } from '../shape.ts';

/** A float32 tree of zeros with the structure and shapes of another. */
export function zerosLike(params: Tree<NdArray>): Tree<NdArray> {
  return treeMap((array: NdArray) => ndarray(new Float32Array(elements(array.shape)), array.shape), params);
}

/** A float32 scalar tensor. */
export function scalar(value: number): Tensor {
  return tf.scalar(value, 'float32');
}

/** Throws RangeError unless a learning rate is a number from 0 up. */
export function checkRate(optimiser: string, learningRate: number): void {
  if (!(learningRate >= 0 && learningRate < Infinity)) {
    throw new RangeError(
      `${optimiser}: the learning rate must be a number from 0 up, but got ${learningRate}`,
    );
  }
}
