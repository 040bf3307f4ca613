import { describe, expect, it } from 'vitest';
import { energyDrift } from './energyDrift.ts';

describe('energyDrift', () => {
  it('is zero for constants of motion', () => {
    expect(
      energyDrift([
        [1, 1, 1],
        [2, 2, 2],
      ]),
    ).toBe(0);
  });

  it('divides the spread in time by the spread over trajectories', () => {
    // Each rollout swings by 0.1 about its mean; the means are 1 and 3, one standard deviation apart.
    expect(
      energyDrift([
        [0.9, 1.1],
        [2.9, 3.1],
      ]),
    ).toBeCloseTo(0.1, 12);
  });

  it('does not change when the energy is shifted or scaled', () => {
    const energies = [
      [0.3, 0.5, 0.4],
      [1.2, 1.4, 1.1],
      [2.2, 2.1, 2.4],
    ];
    const changed = energies.map((rollout) => rollout.map((h) => 7 - 3 * h));
    expect(energyDrift(changed)).toBeCloseTo(energyDrift(energies), 12);
  });

  it('is infinite when energies differ in time but not between trajectories', () => {
    expect(
      energyDrift([
        [0, 2],
        [2, 0],
      ]),
    ).toBe(Infinity);
  });
});
