import { requireOptions } from '@hgn/options';
import { ndarray, type NdArray } from '@hgn/autodiff';
import { elements } from '../shape.ts';
import { bits, type Key } from './key.ts';

/**
 * Draws float32 values uniformly from `[min, max)`: 23 random bits a value, rounded to the nearest float32, which may
 * be `max` itself where the interval is narrow for its distance from zero.
 *
 * Equal to `jax.random.uniform(key, shape, minval=min, maxval=max)` on a machine with fused multiply-add.
 *
 * @param options `min` (default 0) and `max` (default 1)
 * @throws RangeError if `min` is not below `max`.
 * @example
 * const radius = uniform(key(0), [16], { min: 0.1, max: 1 });
 */
export function uniform(
  source: Key,
  shape: readonly number[],
  options: { min?: number; max?: number } = {},
): NdArray {
  requireOptions('uniform', options, { min: true, max: true });
  const { min = 0, max = 1 } = options;
  if (!(min < max)) throw new RangeError(`uniform: min must be below max, but got min ${min}, max ${max}`);
  return ndarray(uniformValues(source, elements(shape), min, max), shape);
}

/** Fills a float32 array with uniform values in `[min, max)`; rounds once, as a fused multiply-add does. */
export function uniformValues(source: Key, count: number, min: number, max: number): Float32Array {
  const low = Math.fround(min);
  const width = Math.fround(Math.fround(max) - low);
  const out = new Float32Array(count);
  const words = bits(source, count);
  for (let index = 0; index < count; index++) {
    const unit = (words[index] >>> 9) * 2 ** -23;
    out[index] = Math.max(low, unit * width + low);
  }
  return out;
}
