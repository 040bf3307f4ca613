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
  const waves = frequencies.flatMap((w) => {
    const phase = tf.mul(x, w);
    return [tf.div(tf.sin(phase), w), tf.div(tf.cos(phase), w)];
  });
  return tf.concat([x, ...waves], 1);
}

/** Brings a gradient by all of {@link withWaves} back to `x`. */
export function gradientThroughWaves(gradient: Tensor, x: Tensor, frequencies: readonly number[]): Tensor {
  if (frequencies.length === 0) return gradient;
  const slopes = frequencies.flatMap((w) => {
    const phase = tf.mul(x, w);
    return [tf.cos(phase), tf.neg(tf.sin(phase))];
  });
  const [batch, columns] = x.shape as [number, number];
  const parts = tf.mul(gradient, tf.concat([tf.onesLike(x), ...slopes], 1));
  return tf.sum(tf.reshape(parts, [batch, wavesPerColumn(frequencies), columns]), 1);
}
