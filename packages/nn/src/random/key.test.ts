import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bits, foldIn, key, split } from './key.ts';
import { threefry2x32 } from './threefry.ts';

describe('threefry2x32', () => {
  it('gives the known answers of Random123 (kat_vectors, threefry2x32, 20 rounds)', () => {
    expect(threefry2x32([0, 0], 0, 0)).toEqual([0x6b200159, 0x99ba4efe]);
    expect(threefry2x32([0xffffffff, 0xffffffff], 0xffffffff, 0xffffffff)).toEqual([0x1cb996fc, 0xbb002be7]);
    expect(threefry2x32([0x13198a2e, 0x03707344], 0x243f6a88, 0x85a308d3)).toEqual([0xc4923a9c, 0x483df7a0]);
  });

  it('is a bijection of the counter: no two of 20,000 counters collide', () => {
    const seen = new Set<string>();
    for (let counter = 0; counter < 20_000; counter++) seen.add(threefry2x32([7, 9], 0, counter).join());
    expect(seen.size).toBe(20_000);
  });
});

// Reference values: jax 0.10.2, jax.random with its default (partitionable) threefry2x32 keys.
describe('keys', () => {
  it('equal jax.random.key', () => {
    expect(key(0)).toEqual([0, 0]);
    expect(key(42)).toEqual([0, 42]);
    expect(key(2 ** 32 + 5)).toEqual([1, 5]);
  });

  it('split as jax.random.split', () => {
    expect(split(key(0), 3)).toEqual([
      [1797259609, 2579123966],
      [928981903, 3453687069],
      [4146024105, 2718843009],
    ]);
  });

  it('fold in a number as jax.random.fold_in', () => {
    expect(foldIn(key(42), 0)).toEqual([1832780943, 270669613]);
    expect(foldIn(key(42), 7)).toEqual([2547012911, 1371500959]);
    expect(foldIn(key(1), 123456789)).toEqual([1291540180, 1151680039]);
  });

  it('give bits as jax.random.bits', () => {
    expect([...bits(key(7), 5)]).toEqual([2895194379, 4185947648, 1300703658, 1906787632, 3139134342]);
  });

  it('fold in a name as its FNV-1a hash', () => {
    expect(foldIn(key(3), 'foobar')).toEqual(foldIn(key(3), 0xbf9cf968));
    expect(foldIn(key(3), '')).toEqual(foldIn(key(3), 0x811c9dc5));
  });

  it('never coincide for different data', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.maxSafeNat(), (seed, a, b) => {
        fc.pre(a !== b);
        expect(foldIn(key(seed), a)).not.toEqual(foldIn(key(seed), b));
      }),
    );
  });

  it('give a prefix of the same bits when fewer are asked for', () => {
    expect(bits(key(5), 3)).toEqual(bits(key(5), 10).subarray(0, 3));
  });

  it.each([-1, 0.5, NaN, 2 ** 53])('refuse %s as a seed', (seed) => {
    expect(() => key(seed)).toThrow(
      `key: the seed must be a whole number from 0 to 2^53 - 1, but got ${seed}`,
    );
    expect(() => foldIn(key(0), seed)).toThrow(RangeError);
    expect(() => split(key(0), seed)).toThrow(RangeError);
  });
});
