import * as tf from '@tensorflow/tfjs-core';

/** Numbers in [0, 1) from a seed: a Weyl sequence with scrambled bits, the same on every run and machine. */
export function numbers(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    let bits = Math.imul(seed + 1, 0x9e3779b1) + Math.imul(i + 1, 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
    bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  });
}

/** A tensor of seeded numbers between `from` and `to`. */
export function uniform(shape: readonly number[], from: number, to: number, seed: number): tf.Tensor {
  const size = shape.reduce((n, length) => n * length, 1);
  return tf.tensor(
    numbers(seed, size).map((u) => from + (to - from) * u),
    [...shape],
    'float32',
  );
}
