import { requireOptions } from '@hgn/options';
import { ndarray, type NdArray } from '@hgn/autodiff';
import { elements } from '../shape.ts';
import { bits, split, type Key } from './key.ts';

/**
 * Draws whole numbers uniformly from `min` to `max - 1`.
 *
 * Equal to `jax.random.randint(key, shape, min, max)`. A span of up to 2^16 is drawn from 64 random bits, a larger
 * one from 32, so the most likely value is at most `span / 2^32` more likely than the others.
 *
 * @param options `min` (included, default 0) and `max` (excluded), both within int32
 * @throws RangeError if a bound is not an int32 or `min` is not below `max`.
 * @example
 * const frames = randint(key(0), [16, 6], { min: 0, max: 30 });
 */
export function randint(
  source: Key,
  shape: readonly number[],
  options: { min?: number; max: number },
): NdArray {
  requireOptions('randint', options, { min: true, max: true });
  const { min = 0, max } = options;
  if ((min | 0) !== min || (max | 0) !== max || min >= max) {
    throw new RangeError(`randint: min and max must be int32 with min < max, but got min ${min}, max ${max}`);
  }
  const span = max - min;
  const [highKey, lowKey] = split(source, 2);
  const count = elements(shape);
  const high = bits(highKey, count);
  const low = bits(lowKey, count);
  const half = 2 ** 16 % span;
  const multiplier = (Math.imul(half, half) >>> 0) % span;
  const out = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const upper = Math.imul(high[index] % span, multiplier) >>> 0;
    out[index] = min + (((upper + (low[index] % span)) >>> 0) % span);
  }
  return ndarray(out, shape);
}

/**
 * A uniformly random ordering of 0 … size - 1.
 *
 * Equal to `jax.random.permutation(key, size)`: rounds of sorting by random words, enough of them that ties do not
 * bias the result. Cost: O(size log size) a round; one round up to 1,625 elements.
 *
 * @throws RangeError if `size` is not a whole number from 0 to 2^31 - 1.
 * @example
 * const order = permutation(foldIn(key(0), 3), 200);
 */
export function permutation(source: Key, size: number): Int32Array {
  if ((size | 0) !== size || size < 0) {
    throw new RangeError(`permutation: the size must be a whole number from 0 to 2^31 - 1, but got ${size}`);
  }
  let order = Int32Array.from({ length: size }, (_, index) => index);
  const rounds = Math.ceil((3 * Math.log(Math.max(1, size))) / Math.log(2 ** 32 - 1));
  let parent = source;
  for (let round = 0; round < rounds; round++) {
    const [next, drawing] = split(parent, 2);
    parent = next;
    const words = bits(drawing, size);
    const ranks = Array.from(words.keys()).sort((a, b) => words[a] - words[b]);
    order = Int32Array.from(ranks, (rank) => order[rank]);
  }
  return order;
}
