import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { grad } from '../src/index.ts';
import { uniform } from './randomTensors.ts';

type ScalarFunction = (xs: tf.Tensor[]) => tf.Tensor;

export interface Precision {
  /** Step of the finite differences. */
  readonly step: number;
  /** Largest error allowed, relative to the largest element of the derivative. */
  readonly tolerance: number;
}

/**
 * Checks that derivatives of orders 1 to `orders` of `f` agree with finite differences of the order before,
 * by every element of every input. Each order contracts the last with random weights, so that all mixed
 * derivatives take part.
 */
export function checkDerivatives(
  f: (...xs: tf.Tensor[]) => tf.Tensor,
  xs: readonly tf.Tensor[],
  orders: number,
  precision: Precision,
): void {
  let scalar: ScalarFunction = (inputs) => contract([f(...inputs)], 1);
  for (let order = 1; order <= orders; order += 1) {
    const current = scalar;
    const derivative = grad(current);
    const got = derivative([...xs]);
    xs.forEach((x, i) => {
      const expected = finiteDifferences(current, xs, i, precision.step);
      const values = Array.from(got[i].dataSync());
      const scale = Math.max(1e-2, ...expected.map(Math.abs), ...values.map(Math.abs));
      const errors = expected.map((value, j) => Math.abs(value - values[j]) / scale);
      const worst = Math.max(0, ...errors.map((error) => (Number.isNaN(error) ? Infinity : error)));
      expect(got[i].shape, `shape of derivative ${order} by input ${i}`).toEqual(x.shape);
      expect(worst, `error of derivative ${order} by input ${i}`).toBeLessThan(precision.tolerance);
    });
    tf.dispose(got);
    scalar = (inputs) => contract(derivative(inputs), order + 1);
  }
}

/** Sum over all elements, each times a random weight between -1 and 1. */
function contract(ys: readonly tf.Tensor[], seed: number): tf.Tensor {
  const parts = ys.map((y, i) => tf.sum(tf.mul(y, uniform(y.shape, -1, 1, 1000 * seed + i))));
  return parts.length === 1 ? parts[0] : tf.addN(parts);
}

/** Central differences of fourth order by every element of input `i`. */
function finiteDifferences(f: ScalarFunction, xs: readonly tf.Tensor[], i: number, step: number): number[] {
  const values = Array.from(xs[i].dataSync());
  const at = (j: number, offset: number) =>
    tf
      .tidy(() => {
        const moved = values.map((value, k) => (k === j ? value + offset : value));
        return f(xs.map((x, k) => (k === i ? tf.tensor(moved, x.shape, 'float32') : x)));
      })
      .dataSync()[0];
  return values.map(
    (_, j) => (8 * (at(j, step) - at(j, -step)) - (at(j, 2 * step) - at(j, -2 * step))) / (12 * step),
  );
}
