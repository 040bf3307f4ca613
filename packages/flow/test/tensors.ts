import '@tensorflow/tfjs-backend-cpu';
import { ndarray, toTensors, treeMap, type NdArray } from '@hgn/autodiff';
import { foldIn, key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { Parameters, ParameterTensors } from '../src/index.ts';

/** A host array as a tensor. */
export function tensor({ data, shape }: NdArray): tf.Tensor {
  return tf.tensor(data.slice(), [...shape]);
}

/** A parameter tree as tensors. */
export function tensors(tree: Parameters): ParameterTensors {
  return toTensors(tree);
}

/** Parameters a random step away from where they start: nothing is zero, nothing is symmetric. */
export function perturbed(start: Parameters, seed: number, size = 0.3): Parameters {
  let index = 0;
  return treeMap(({ data, shape }: NdArray) => {
    const noise = normal(foldIn(key(seed), index++), [data.length]).data;
    return ndarray(
      Float32Array.from(data, (value, i) => value + size * noise[i]),
      shape,
    );
  }, start);
}

/** The Jacobian dy/dx of a map of rows at one point, by reverse mode: [n][n], row i the gradient of y_i. */
export function jacobianAt(map: (x: tf.Tensor) => tf.Tensor, point: readonly number[]): number[][] {
  return point.map((_, i) =>
    tf.tidy(() => {
      const component = (x: tf.Tensor): tf.Scalar => tf.sum(tf.slice(map(x), [0, i], [1, 1]));
      return Array.from(
        tf
          .grad(component)(tf.tensor2d([[...point]]))
          .dataSync(),
      );
    }),
  );
}

/** log |det A| by Gaussian elimination with pivots. */
export function logAbsDet(matrix: readonly (readonly number[])[]): number {
  const a = matrix.map((row) => [...row]);
  let log = 0;
  for (let k = 0; k < a.length; k++) {
    const pivot = a
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k]) > Math.abs(a[best][k]) ? k + i : best), k);
    [a[k], a[pivot]] = [a[pivot], a[k]];
    log += Math.log(Math.abs(a[k][k]));
    for (let i = k + 1; i < a.length; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j < a.length; j++) a[i][j] -= factor * a[k][j];
    }
  }
  return log;
}
