import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise } from './importanceWeights.ts';

const weights = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 2, maxLength: 40 });

describe('summarise', () => {
  it('averages weights as they are', () => {
    fc.assert(
      fc.property(weights, (logs) => {
        const mean = logs.reduce((sum, log) => sum + Math.exp(log), 0) / logs.length;
        expect(summarise(logs).logMean).toBeCloseTo(Math.log(mean), 9);
      }),
    );
  });

  it('never puts the bound above the estimate, and does not overflow', () => {
    fc.assert(
      fc.property(weights, fc.double({ min: -5000, max: 5000, noNaN: true }), (logs, shift) => {
        const { mean, logMean, standardError } = summarise(logs.map((log) => log + shift));
        expect(mean).toBeLessThanOrEqual(logMean + 1e-9);
        expect(standardError).toBeGreaterThanOrEqual(0);
        expect(logMean - shift).toBeCloseTo(summarise(logs).logMean, 6);
      }),
    );
  });

  it('knows its standard error: that of a mean, relative to the mean', () => {
    const values = [1, 2, 3, 6];
    const variance = values.reduce((sum, value) => sum + (value - 3) ** 2, 0) / 3;
    expect(summarise(values.map(Math.log)).standardError).toBeCloseTo(Math.sqrt(variance / 4) / 3, 12);
  });

  it('takes weights that are all zero', () => {
    expect(summarise([-Infinity, -Infinity])).toEqual({
      logMean: -Infinity,
      mean: -Infinity,
      standardError: 0,
    });
  });
});
