import { encipher, threefry2x32 } from './threefry.ts';

/**
 * A random key: two uint32 words. The same key always gives the same numbers, so every draw needs a key of its own,
 * taken from a parent with {@link split} or {@link foldIn}.
 */
export type Key = readonly [high: number, low: number];

const TWO_32 = 2 ** 32;

/**
 * Makes a key from a seed, a whole number from 0 to 2^53 - 1.
 *
 * The words equal those of `jax.random.key(seed)`.
 *
 * @throws RangeError if the seed is negative, fractional or above 2^53 - 1.
 * @example
 * key(42); // [0, 42]
 */
export function key(seed: number): Key {
  return words(seed, 'key: the seed');
}

/**
 * Derives `count` independent keys from one. The parent must not be used for drawing afterwards.
 *
 * The words equal those of `jax.random.split(key, count)`.
 *
 * @throws RangeError if `count` is not a whole number from 0 to 2^53 - 1.
 * @example
 * const [weights, noise] = split(key(0), 2);
 */
export function split(parent: Key, count: number): Key[] {
  words(count, 'split: the number of keys');
  return Array.from({ length: count }, (_, index) => foldIn(parent, index));
}

/**
 * Derives the key that belongs to a step, an index or a name.
 *
 * For a whole number the words equal those of `jax.random.fold_in(key, data)`. A name is hashed to 32 bits (FNV-1a
 * over its UTF-8 bytes), so that adding one draw does not change the others.
 *
 * @param data a whole number from 0 to 2^53 - 1, or a name
 * @throws RangeError if a number is negative, fractional or above 2^53 - 1.
 * @example
 * const noiseOfStep = foldIn(foldIn(key(0), 'posterior noise'), 1200);
 */
export function foldIn(parent: Key, data: number | string): Key {
  const [high, low] = words(typeof data === 'string' ? fnv1a(data) : data, 'foldIn: the data');
  return threefry2x32(parent, high, low);
}

/**
 * Draws `count` uniformly distributed uint32 words: word `i` depends on the key and `i` alone.
 *
 * The words equal those of `jax.random.bits(key, (count,))`.
 *
 * @example
 * bits(key(0), 3); // Uint32Array(3)
 */
export function bits(source: Key, count: number): Uint32Array {
  const out = new Uint32Array(count);
  const words = new Int32Array(2);
  for (let index = 0; index < count; index++) {
    encipher(source, Math.floor(index / TWO_32), index >>> 0, words);
    out[index] = words[0] ^ words[1];
  }
  return out;
}

function words(value: number, what: string): Key {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${what} must be a whole number from 0 to 2^53 - 1, but got ${value}`);
  }
  return [Math.floor(value / TWO_32), value >>> 0];
}

function fnv1a(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
