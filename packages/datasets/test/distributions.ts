import { expect } from 'vitest';

/** A cumulative distribution function. */
type Cumulative = (x: number) => number;

/** The Kolmogorov-Smirnov statistic against a cumulative distribution, times the square root of the sample size. */
export function kolmogorovSmirnov(sample: readonly number[], cumulative: Cumulative): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const distance = sorted.reduce((largest, x, i) => {
    const expected = cumulative(x);
    return Math.max(
      largest,
      Math.abs(expected - i / sorted.length),
      Math.abs(expected - (i + 1) / sorted.length),
    );
  }, 0);
  return distance * Math.sqrt(sample.length);
}

/** Exceeded by chance once in 10,000 samples; the seeds are fixed, so a pass stays a pass. */
export const critical = 2.23;

/** Uniform between two values. */
export const uniform =
  (min: number, max: number): Cumulative =>
  (x) =>
    Math.min(1, Math.max(0, (x - min) / (max - min)));
/** Uniform over the circle. */
export const angle = uniform(-Math.PI, Math.PI);

/** Uniform in the area between two radii. */
export const annulus =
  (min: number, max: number): Cumulative =>
  (r) =>
    uniform(min * min, max * max)(r * r);

/** The normal distribution by the approximation of Bowling et al. 2009, doi:10.3926/jiem.2009.v2n1.p114-127, to 1.4e-4. */
export const normal: Cumulative = (x) => 1 / (1 + Math.exp(-(0.07056 * x ** 3 + 1.5976 * x)));

/** The gamma distribution of integer shape. */
export const gamma =
  (shape: number): Cumulative =>
  (x) => {
    let [term, sum] = [1, 0];
    for (let k = 0; k < shape; k++, term *= x / k) sum += term;
    return 1 - Math.exp(-x) * sum;
  };

/** Expects a sample to follow a distribution. */
export const follows = (sample: readonly number[], cumulative: Cumulative): void =>
  expect(kolmogorovSmirnov(sample, cumulative)).toBeLessThan(critical);
