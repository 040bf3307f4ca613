import { key, normal, permutation } from '@hgn/nn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhasePoints } from './chart.ts';
import { fitChart } from './fitChart.ts';
import { applyMap } from './gauge.ts';

const samples = 200;

/** Orbits of oscillators of given masses and frequencies, some phases and amplitudes apart. */
function oscillators(masses: readonly number[], frequencies: readonly number[], seed = 1): PhasePoints {
  const degrees = masses.length;
  const [q, p] = [new Float64Array(samples * degrees), new Float64Array(samples * degrees)];
  const random = normal(key(seed), [samples, 2 * degrees]).data;
  for (let n = 0; n < samples; n++) {
    for (let i = 0; i < degrees; i++) {
      const amplitude = 1 + 0.2 * random[2 * (n * degrees + i)];
      const phase = 3 * random[2 * (n * degrees + i) + 1];
      q[n * degrees + i] = amplitude * Math.cos(phase) + 0.3;
      p[n * degrees + i] = -masses[i] * frequencies[i] * amplitude * Math.sin(phase);
    }
  }
  return { samples, q, p };
}

/** The image of every point under a matrix on vectors (q, p), and an offset. */
function mapped({ q, p }: PhasePoints, matrix: readonly (readonly number[])[], noise = 0): PhasePoints {
  const degrees = q.length / samples;
  const half = matrix.length / 2;
  const out = { samples, q: new Float64Array(samples * half), p: new Float64Array(samples * half) };
  const random = normal(key(99), [samples, matrix.length]).data;
  for (let n = 0; n < samples; n++) {
    const point = [
      ...Array.from({ length: degrees }, (_, i) => q[n * degrees + i]),
      ...Array.from({ length: degrees }, (_, i) => p[n * degrees + i]),
    ];
    matrix.forEach((row, r) => {
      const value = row.reduce((sum, x, i) => sum + x * point[i], 0) + 0.1 * r;
      const noisy = value + noise * random[n * matrix.length + r];
      if (r < half) out.q[n * half + r] = noisy;
      else out.p[n * half + r - half] = noisy;
    });
  }
  return out;
}

/** A symplectic matrix of two degrees: shears by symmetric matrices in p and in q, a mixing of q and its counterpart in p. */
function symplectic(a: number, b: number, c: number, mix: number): number[][] {
  const times = (x: number[][], y: number[][]): number[][] =>
    x.map((row) => y[0].map((_, j) => row.reduce((sum, value, k) => sum + value * y[k][j], 0)));
  const pushP = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [a, b, 1, 0],
    [b, c, 0, 1],
  ];
  const pushQ = [
    [1, 0, c, a],
    [0, 1, a, b],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ];
  const mixed = [
    [1, mix, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, -mix, 1],
  ];
  return times(times(pushP, pushQ), mixed);
}

const two = oscillators([0.5, 3], [2, 0.7]);

describe('fitChart', () => {
  it('finds a symplectic mixing of masses other than 1, its inverse, and no defect', () => {
    const parameter = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(parameter, parameter, parameter, parameter, (a, b, c, mix) => {
        const latent = mapped(two, symplectic(a, b, c, mix));
        const { gauge } = fitChart(latent, two);
        expect(gauge?.r2).toBeGreaterThan(1 - 1e-6);
        expect(gauge?.defect).toBeLessThan(1e-5);
        expect(gauge?.scale).toBeCloseTo(1, 5);
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  it('measures the scale of areas', () => {
    const scaled = symplectic(0.4, -0.2, 0.3, 0.5).map((row) => row.map((x) => -1.5 * x));
    expect(fitChart(mapped(two, scaled), two).gauge?.scale).toBeCloseTo(2.25, 6);
    // Latent p the other way round turns areas over.
    const turned = scaled.map((row, i) => (i < 2 ? row : row.map((x) => -x)));
    expect(fitChart(mapped(two, turned), two).gauge).toMatchObject({ scale: expect.closeTo(-2.25, 6) });
  });

  it('tells a mixing that is not symplectic by its defect', () => {
    // Each degree of freedom with a scale of its own: F = diag(1, 4) against c J.
    const stretched = [
      [1, 0, 0, 0],
      [0, 2, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 2],
    ];
    const { gauge } = fitChart(mapped(two, stretched), two);
    expect(gauge?.r2).toBeGreaterThan(1 - 1e-9);
    expect(gauge?.defect).toBeGreaterThan(0.1);
  });

  it('goes to the truth and back in a latent space with more dimensions, under noise', () => {
    const matrix = Array.from({ length: 32 }, (_, r) => Array.from(normal(key(r + 1), [4]).data));
    const latent = mapped(two, matrix, 0.01);
    const { gauge } = fitChart(latent, two);
    if (gauge === undefined) throw new Error('there must be a gauge');
    expect(gauge.r2).toBeGreaterThan(0.99);
    const truth = [0.4, -0.7, 1.1, 0.2];
    applyMap(gauge.toTruth, applyMap(gauge.fromTruth, truth)).forEach((x, i) =>
      expect(x).toBeCloseTo(truth[i], 9),
    );
    // And the inverse leads to where the latent states are, not only to some state that maps to the truth.
    const state = applyMap(gauge.fromTruth, truth);
    matrix.forEach((row, r) => {
      const exact = row.reduce((sum, x, i) => sum + x * truth[i], 0) + 0.1 * r;
      expect(Math.abs(state[r] - exact)).toBeLessThan(0.05);
    });
  });

  it('finds no gauge for shuffled latent states', () => {
    const latent = mapped(two, symplectic(0.4, -0.2, 0.3, 0.5), 0.01);
    const order = permutation(key(5), samples);
    const shuffle = (values: ArrayLike<number>) =>
      Float64Array.from({ length: values.length }, (_, i) => values[2 * order[Math.floor(i / 2)] + (i % 2)]);
    const shuffled = { samples, q: shuffle(latent.q), p: shuffle(latent.p) };
    expect(fitChart(latent, two).gauge?.r2).toBeGreaterThan(0.99);
    const without = fitChart(shuffled, two);
    expect(without.r2).toBeLessThan(0.2);
    expect(without.gauge).toBeUndefined();
  });

  it('judges on samples that it was not fitted to: a map by heart is none', () => {
    const count = 60;
    const noise = (seed: number, size: number) => normal(key(seed), [count, size]).data;
    const latent = { samples: count, q: noise(1, 16), p: noise(2, 16) };
    const truth = { samples: count, q: noise(3, 1), p: noise(4, 1) };
    expect(fitChart(latent, truth).gauge).toBeUndefined();
  });

  it('draws the principal axes, however the points are rotated', () => {
    const flat = Array.from({ length: 6 }, (_, r) => Array.from(normal(key(40 + r), [2]).data));
    const one = oscillators([2], [1.5]);
    const { principal, gauge } = fitChart(mapped(one, flat, 1e-3), one);
    expect(gauge?.r2).toBeGreaterThan(0.999);
    expect(gauge?.defect).toBeLessThan(1e-6);
    expect(principal.explained[0] + principal.explained[1]).toBeGreaterThan(0.999);
    expect(principal.deviations[0]).toBeGreaterThanOrEqual(principal.deviations[1]);
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
    const [x, y] = principal.axes;
    expect(dot(x, x)).toBeCloseTo(1, 9);
    expect(dot(y, y)).toBeCloseTo(1, 9);
    expect(dot(x, y)).toBeCloseTo(0, 9);
  });

  it('gives the same axes for fewer samples than coordinates, by the Gram matrix', () => {
    const matrix = Array.from({ length: 64 }, (_, r) => Array.from(normal(key(r + 1), [4]).data));
    const all = mapped(two, matrix);
    const few = (count: number): PhasePoints => ({
      samples: count,
      q: Array.from(all.q).slice(0, 32 * count),
      p: Array.from(all.p).slice(0, 32 * count),
    });
    // 64 points by the covariance, and the same points seen twice less one by either way.
    const [gram, covariance] = [fitChart(few(63)).principal, fitChart(few(64)).principal];
    gram.axes[0].forEach((x, i) => expect(Math.abs(x - covariance.axes[0][i])).toBeLessThan(0.05));
    expect(gram.explained[0]).toBeCloseTo(covariance.explained[0], 1);
  });

  it('draws points on a line, and points that are all the same', () => {
    const line = { samples: 3, q: [0, 1, 2], p: [0, 2, 4] };
    const { principal } = fitChart(line);
    expect(principal.explained[0]).toBeCloseTo(1, 9);
    expect(
      principal.axes[0][0] * principal.axes[1][0] + principal.axes[0][1] * principal.axes[1][1],
    ).toBeCloseTo(0, 9);
    expect(fitChart({ samples: 3, q: [1, 1, 1], p: [2, 2, 2] }).principal).toMatchObject({
      centre: [1, 2],
      deviations: [0, 0],
      explained: [0, 0],
    });
    expect(fitChart(line, { samples: 3, q: [1, 1, 1], p: [2, 2, 2] }).gauge).toBeUndefined();
  });

  it('refuses what does not fit', () => {
    const line = { samples: 3, q: [0, 1, 2], p: [0, 2, 4] };
    expect(() => fitChart({ samples: 2, q: [0, 1], p: [0, 1] })).toThrow(
      'fitChart: there must be at least 3 samples, but got 2',
    );
    expect(() => fitChart({ ...line, p: [1] })).toThrow(
      'fitChart: latent must hold q and p of 3 samples, but got 3 and 1 numbers',
    );
    expect(() => fitChart({ ...line, q: [0, NaN, 1] })).toThrow('sample 1 holds NaN');
    expect(() => fitChart(line, { samples: 4, q: [1, 2, 3, 4], p: [1, 2, 3, 4] })).toThrow('same samples');
    expect(() => fitChart(line, undefined, { fitted: 1 })).toThrow('between 0 and 1');
  });
});
