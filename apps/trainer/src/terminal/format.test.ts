import { describe, expect, it } from 'vitest';
import { bytes, count, duration, short, times } from './format.ts';

describe('format', () => {
  it('writes durations with at most two units', () => {
    expect([0, 59.4, 60, 200, 7500].map(duration)).toEqual(['0s', '59s', '1m 00s', '3m 20s', '2h 05m']);
  });

  it('writes numbers with three digits, plainly where that is short', () => {
    expect([0, 250.4, 12.34, 0.01234, 1.6249e-5, -3e7, NaN].map(short)).toEqual([
      '0',
      '250',
      '12.3',
      '0.0123',
      '1.62e-5',
      '-3.00e+7',
      'NaN',
    ]);
  });

  it('writes ratios, sizes and counts', () => {
    expect([396.4, 1.23, Infinity].map(times)).toEqual(['396x', '1.2x', '-']);
    expect([0, 999, 1500, 98_304_000].map(bytes)).toEqual(['0 B', '999 B', '1.5 kB', '98.3 MB']);
    expect(count(1, 'trajectory', 'trajectories')).toBe('1 trajectory');
    expect(count(0, 'frame')).toBe('0 frames');
  });
});
