import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExplosion, rememberLoss } from './explosion.ts';

const falling = Array.from({ length: 60 }, (_, i) => 2 * 0.9 ** i);
const middle = (falling[29] + falling[30]) / 2;

describe('isExplosion', () => {
  it('compares with the running median, not with the last loss', () => {
    expect(isExplosion(falling, middle * 100, 100)).toBe(false);
    expect(isExplosion(falling, middle * 101.1, 100)).toBe(true);
    expect(isExplosion([1e30, ...falling, 0], middle * 101.1, 100)).toBe(true);
  });

  it('says nothing about the first twenty steps', () => {
    expect(isExplosion(Array(19).fill(1), 1e30, 10)).toBe(false);
    expect(isExplosion(Array(20).fill(1), 1e30, 10)).toBe(true);
  });

  it('takes the usual deviation as the size of losses around zero', () => {
    const around = Array.from({ length: 51 }, (_, i) => (i - 25) / 25);
    expect(isExplosion(around, 40, 100)).toBe(false);
    expect(isExplosion(around, 60, 100)).toBe(true);
  });

  it('watches negative losses as well', () => {
    const likelihoods = Array(30).fill(-5) as number[];
    expect(isExplosion(likelihoods, 100, 100)).toBe(false);
    expect(isExplosion(likelihoods, 500, 100)).toBe(true);
  });

  it('never fires at a loss below the median, at losses that were all zero, or with the factor Infinity', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 20 }), (losses) => {
        const lowest = Math.min(...losses);
        return !isExplosion(losses, lowest, 2) && !isExplosion(losses, 1e300, Infinity);
      }),
    );
    expect(isExplosion(Array(30).fill(0), 1, 10)).toBe(false);
  });
});

describe('rememberLoss', () => {
  it('keeps the latest hundred, oldest first', () => {
    let losses: readonly number[] = [];
    for (let step = 1; step <= 250; step++) losses = rememberLoss(losses, step);
    expect(losses).toEqual(Array.from({ length: 100 }, (_, i) => 151 + i));
  });
});
