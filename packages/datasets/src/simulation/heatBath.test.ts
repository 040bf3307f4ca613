import { describe, expect, test } from 'vitest';
import { follows, gamma, normal } from '../../test/distributions.ts';
import { simulate } from './simulate.ts';

describe('trajectories in a heat bath', () => {
  test.each([
    ['suite-lj-4-bath', 1, 400],
    ['suite-lj-16-bath', 0.5, 150],
  ] as const)(
    '%s: after seven damping times every momentum is thermal, that of the centre of mass too',
    (name, temperature, count) => {
      const ends = Array.from({ length: count }, (_, index) => {
        const { p, parameters } = simulate(name, { seed: 4, index, frames: 30 });
        return Array.from(p.slice(-2 * parameters.particles));
      });
      const kinetic = (p: readonly number[]) => p.reduce((sum, value) => sum + value * value, 0) / 2;
      follows(
        ends.map((p) => kinetic(p) / temperature),
        gamma(ends[0].length / 2),
      );
      const total = (p: readonly number[]) =>
        p.reduce((sum, value, i) => (i % 2 === 0 ? sum + value : sum), 0);
      follows(
        ends.map((p) => total(p) / Math.sqrt((temperature * p.length) / 2)),
        normal,
      );
    },
  );

  test('is what makes the energy fluctuate: without it the same particles keep theirs', () => {
    const spread = (name: string) => {
      const { energy } = simulate(name, { seed: 4, index: 1, frames: 20 });
      return Math.max(...energy) - Math.min(...energy);
    };
    expect(spread('suite-lj-16-bath')).toBeGreaterThan(0.5);
    expect(spread('suite-lj-16')).toBeLessThan(1e-8);
  });
});
