import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { jit, type JitOptions } from '../src/index.ts';

type Tensors = readonly tf.Tensor[];

/** A tensor of values that do not repeat, around 0, the same each time. */
export function example(shape: readonly number[], seed = 1, { from = -1, to = 1 } = {}): tf.Tensor {
  return tf.randomUniform([...shape], from, to, 'float32', seed);
}

/** Greatest difference between two arrays, relative to the greatest value of the first (at least `floor`). */
export function relativeError(expected: ArrayLike<number>, actual: ArrayLike<number>, floor = 1e-20): number {
  let [worst, greatest] = [0, floor];
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(expected[i] - actual[i]);
    worst = Math.max(worst, Object.is(expected[i], actual[i]) ? 0 : difference);
    greatest = Math.max(greatest, Math.abs(expected[i]));
  }
  return expected.length === actual.length ? worst / greatest : Infinity;
}

/** Runs fn eagerly on tfjs' cpu backend and compiled, and gives the error of each output. */
export async function compare(
  fn: (...inputs: tf.Tensor[]) => tf.Tensor | Tensors,
  inputs: Tensors,
  options: JitOptions = { engine: 'onnx-cpu' },
  floor?: number,
): Promise<{ errors: number[]; shapesAgree: boolean; typesAgree: boolean }> {
  await tf.setBackend('cpu');
  const list = (...args: tf.Tensor[]) => {
    const result = fn(...args);
    return result instanceof tf.Tensor ? [result] : [...result];
  };
  const expected = list(...inputs);
  const step = await jit(list, [...inputs], options);
  const actual = await step.arrays(...inputs);
  await step.dispose();
  return {
    errors: expected.map((tensor, i) => relativeError(tensor.dataSync(), actual[i].data, floor)),
    shapesAgree: expected.every((tensor, i) => tensor.shape.join() === actual[i].shape.join()),
    typesAgree: expected.every((tensor, i) => tensor.dtype === actual[i].dtype),
  };
}
