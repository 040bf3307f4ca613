import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { positive } from './check.ts';

/** How many numbers a network sees of each column. */
export function wavesPerColumn(frequencies: readonly number[]): number {
  return 1 + 2 * frequencies.length;
}

/** Throws RangeError unless every angular frequency is a number above 0. */
export function checkWaves(owner: string, frequencies: readonly number[]): void {
  for (const frequency of frequencies) positive(`${owner}: an angular frequency in waves`, frequency);
}

/**
 * The columns of `x` [batch, n], then sin(w x) / w and cos(w x) / w of each angular frequency w: what a small network needs
 * to bend within a fraction of a deviation, which it learns slowly from `x` alone. Divided by w, all have the same slope.
 *
 * Source: Tancik et al. (2020), "Fourier Features", arXiv:2006.10739.
 */
export function withWaves(x: Tensor, frequencies: readonly number[]): Tensor {
  if (frequencies.length === 0) return x;
  const [, columns] = x.shape as [number, number];
  const scales = tf.tensor2d([frequencies.flatMap((w) => new Array<number>(2 * columns).fill(1 / w))]);
  return tf.concat([x, tf.mul(tf.sin(phases(x, frequencies)), scales)], 1);
}

/** Of each frequency w the phases w x of the sines, and w x + pi / 2 of the cosines: one product for all of them. */
function phases(x: Tensor, frequencies: readonly number[]): Tensor {
  const [, columns] = x.shape as [number, number];
  const all = frequencies.flatMap((w) => [w, w]);
  const factors = Array.from({ length: columns }, (_, row) =>
    all.flatMap((w) => Array.from({ length: columns }, (__, column) => (row === column ? w : 0))),
  );
  const shifts = all.flatMap((_, i) => new Array<number>(columns).fill(i % 2 === 0 ? 0 : Math.PI / 2));
  return tf.add(tf.matMul(x, tf.tensor2d(factors)), tf.tensor2d([shifts]));
}

/** Brings a gradient by all of {@link withWaves} back to `x`. */
export function gradientThroughWaves(gradient: Tensor, x: Tensor, frequencies: readonly number[]): Tensor {
  if (frequencies.length === 0) return gradient;
  const [batch, columns] = x.shape as [number, number];
  const waves = 2 * frequencies.length * columns;
  const own = tf.slice(gradient, [0, 0], [batch, columns]);
  const byWaves = tf.mul(tf.slice(gradient, [0, columns], [batch, waves]), tf.cos(phases(x, frequencies)));
  const ofColumn = Array.from({ length: waves }, (_, wave) =>
    Array.from({ length: columns }, (__, column) => (wave % columns === column ? 1 : 0)),
  );
  return tf.add(own, tf.matMul(byWaves, tf.tensor2d(ofColumn)));
}
