import { expect, test } from 'vitest';
import { pruneCurve } from './pruneCurve.ts';

const steps = Float64Array.from({ length: 4000 }, (_, i) => 10 * i);

test('a curve of 4000 points keeps its means, its lowest and its highest values', () => {
  const values = steps.map((step) => Math.exp(-step / 9000));
  values[1234] = 500;
  const { steps: at, mean, low, high } = pruneCurve(steps, values, 100, [0, 39_990]);
  expect(at).toHaveLength(100);
  expect(Math.max(...high)).toBe(500);
  expect(Math.min(...low)).toBe(values[3999]);
  mean.forEach((value, i) => {
    expect(value).toBeGreaterThanOrEqual(low[i]);
    expect(value).toBeLessThanOrEqual(high[i]);
    // A geometric mean: the exponential at the mean step, but for the stretch with the spike.
    if (i !== 30) expect(value / Math.exp(-at[i] / 9000)).toBeCloseTo(1, 12);
  });
});

test('the means of stretches with equal counts have the mean of the curve', () => {
  const values = steps.map((_, i) => Math.sin(i));
  const { mean } = pruneCurve(steps, values, 40, [0, 40_000]);
  const average = (all: Float64Array) => all.reduce((sum, value) => sum + value / all.length, 0);
  expect(average(mean)).toBeCloseTo(average(values), 12);
});

test('values that are not finite or out of the range count in none, and empty stretches are left out', () => {
  const { steps: at, mean } = pruneCurve([0, 1, 2, 50, 99, 200], [1, NaN, 3, Infinity, -5, 7], 10, [0, 100]);
  expect([...at]).toEqual([1, 99]);
  expect([...mean]).toEqual([2, -5]);
  expect(pruneCurve([5], [2], 10, [5, 5]).mean).toEqual(Float64Array.of(2));
  expect(pruneCurve([], [], 10, [0, 1]).steps).toHaveLength(0);
});
