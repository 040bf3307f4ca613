import { generate, presets } from '@hgn/datasets';
import { integrate, leapfrog } from '@hgn/integrators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyDeficit } from './energyDeficit.ts';
import { energyVariance } from './energyVariance.ts';

const rollouts = fc.array(
  fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 12 }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

describe('energyDeficit', () => {
  it('is what the sum over all pairs of frames says', () => {
    fc.assert(
      fc.property(rollouts, (energies) => {
        let average = 0;
        let maximum = 0;
        for (const h of energies) {
          let sum = 0;
          let most = 0;
          for (let s = 0; s < h.length; s++) {
            for (let t = 0; t < h.length; t++) {
              sum += Math.abs(h[s] - h[t]);
              most = Math.max(most, Math.abs(h[s] - h[t]));
            }
          }
          average += sum / (h.length * (h.length - 1)) / energies.length;
          maximum += most / energies.length;
        }
        const deficit = energyDeficit(energies);
        expect(deficit.average).toBeCloseTo(average, 9);
        expect(deficit.maximum).toBeCloseTo(maximum, 9);
      }),
    );
  });

  it('is zero for the true dynamics', () => {
    const { energy } = generate(presets['mass-spring'], { seed: 1, trajectories: 1, frames: 50 });
    expect(energyDeficit([energy]).maximum).toBeLessThan(1e-12);
  });

  it('refuses rollouts of one frame, and none at all', () => {
    expect(() => energyDeficit([])).toThrow(/at least one rollout/);
    expect(() => energyDeficit([[1, 2], [1]])).toThrow(/at least 2 frames, but got 2, the shortest of 1/);
  });
});

describe('energyVariance', () => {
  it('is that worked out by hand', () => {
    const { variance, deviation, relative } = energyVariance([
      [0.9, 1.1],
      [2.7, 3.3],
    ]);
    expect(variance).toBeCloseTo((0.01 + 0.09) / 2, 12);
    expect(deviation).toBeCloseTo((0.1 + 0.3) / 2, 12);
    expect(relative).toBeCloseTo(0.2, 12);
  });

  it('shows the error of leapfrog, of a mass that is not one, shrink with the square of dt', () => {
    const [mass, stiffness] = [0.4, 3];
    const system = {
      separable: true,
      dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => ((out[0] = stiffness * q[0]), out),
      dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0] / mass), out),
    };
    const along = (dt: number) =>
      [1, 2].map((amplitude) => {
        const start = { q: Float64Array.of(amplitude), p: Float64Array.of(0) };
        const { q, p } = integrate(leapfrog, system, start, { dt, steps: Math.round(40 / dt) });
        return q.map((x, i) => p[i] ** 2 / (2 * mass) + (stiffness * x * x) / 2);
      });
    const coarse = energyVariance(along(0.1));
    const fine = energyVariance(along(0.05));
    expect(coarse.deviation / fine.deviation).toBeCloseTo(4, 0);
    expect(coarse.variance / fine.variance).toBeGreaterThan(12);
    expect(coarse.relative).toBeLessThan(0.02);
  });

  it('refuses no rollouts', () => {
    expect(() => energyVariance([])).toThrow(/energyVariance: needs at least one rollout/);
  });
});
