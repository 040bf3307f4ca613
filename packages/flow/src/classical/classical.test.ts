import '@hgn/testing';
import { ndarray } from '@hgn/autodiff';
import { key, normal } from '@hgn/nn';
import { describe, expect, it } from 'vitest';
import { eightGaussians } from '../targets/eightGaussians.ts';
import { draw, logDensity } from '../fit/trained/draw.ts';
import { fitGaussian } from './fitGaussian.ts';
import { fitGaussianMixture } from './fitGaussianMixture.ts';

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('fitGaussian', () => {
  it('finds mean and covariance: no other Gaussian makes the samples likelier', async () => {
    const z = normal(key(1), [4000, 2]).data;
    const points = ndarray(
      Float32Array.from(z, (value, i) => (i % 2 === 0 ? 3 + 2 * value : -1 + 0.5 * value + z[i - 1])),
      [4000, 2],
    );
    const likelihood = mean(await logDensity(fitGaussian(points), points));
    // Entropy of the true one: log det L + log 2 pi + 1 with L = [[2, 0], [1, 0.5]].
    expect(likelihood).toBeCloseTo(-(Math.log(2 * 0.5) + Math.log(2 * Math.PI) + 1), 1);
    const shifted = ndarray(
      Float32Array.from(points.data, (value) => value + 0.05),
      [4000, 2],
    );
    expect(mean(await logDensity(fitGaussian(shifted), points))).toBeLessThan(likelihood);
  });

  it('says what is wrong with samples, and where', () => {
    const few = [
      [1, 2],
      [2, 3],
      [3, 5],
      [4, 4],
    ];
    expect(() => fitGaussian(few)).toThrow(
      'fitGaussian: a full Gaussian of 2 features has 5 parameters, so there must be at least as many samples, but got 4',
    );
    const rows = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(2 * i), i]);
    expect(() => fitGaussian(rows.map(([a, b]) => [a, 4, b]))).toThrow('column 1 is 4 in all 30 rows');
    expect(() => fitGaussian(rows.map(([a, b]) => [a, b, a + b]))).toThrow(
      'column 2 is constant or a linear combination',
    );
    expect(() => fitGaussian(rows.map(([a, b]) => [a, a === 0 ? NaN : b]))).toThrow(
      'got NaN in row 0, column 1',
    );
  });
});

describe('fitGaussianMixture', () => {
  it('finds eight modes', async () => {
    const [samples, unseen] = [
      await draw(eightGaussians(), 2000),
      await draw(eightGaussians(), 2000, { seed: 1 }),
    ];
    const truth = mean(await logDensity(eightGaussians(), unseen));
    const found = mean(await logDensity(fitGaussianMixture(samples, { components: 8 }), unseen));
    expect(truth - found).toBeLessThan(0.03);
    const one = mean(await logDensity(fitGaussianMixture(samples, { components: 1 }), unseen));
    expect(one).toBeCloseTo(mean(await logDensity(fitGaussian(samples), unseen)), 3);
    expect(truth - one).toBeGreaterThan(0.5);
  });

  it('refuses fewer samples than parameters', () => {
    const rows = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(2 * i)]);
    expect(() => fitGaussianMixture(rows, { components: 4 })).toThrow('have 23 parameters');
  });
});
