import { generate, presets } from '@hgn/datasets';
import { describe, expect, it } from 'vitest';
import type { Orbits } from '../orbits.ts';
import { latentPeriod } from './latentPeriod.ts';
import { periodRatio } from './periodRatio.ts';
import { returnTime } from './returnTime.ts';

const { cos, sin, PI } = Math;
const dt = 0.125;

/** One mode of a latent oscillator of unit mass: q = A cos(w t), p = -A w sin(w t). */
interface Mode {
  readonly amplitude: number;
  readonly frequency: number;
}

function modesOf(modes: readonly Mode[], frames: number, trajectories = 3): Orbits {
  const q: number[] = [];
  const p: number[] = [];
  for (let trajectory = 0; trajectory < trajectories; trajectory++) {
    for (let frame = 0; frame < frames; frame++) {
      for (const { amplitude, frequency } of modes) {
        const phase = frequency * frame * dt + trajectory;
        q.push(5 + amplitude * cos(phase));
        p.push(-amplitude * frequency * sin(phase));
      }
    }
  }
  return { trajectories, length: frames, q, p };
}

describe('latentPeriod', () => {
  it('is that of a spring, and of a pendulum by the arithmetic-geometric mean', () => {
    const spring = generate(presets['mass-spring'], { seed: 2, trajectories: 4, frames: 64 });
    for (const period of latentPeriod(spring, { dt: spring.dt })) expect(period).toBeCloseTo(PI, 2);
    const pendulum = generate(presets.pendulum, { seed: 2, trajectories: 4, frames: 64 });
    latentPeriod(pendulum, { dt: pendulum.dt }).forEach((period, i) => {
      const energy = pendulum.energy[i * 64];
      expect(period).toBeCloseTo((2 * PI) / (Math.sqrt(6) * agm(1, Math.sqrt(1 - energy / 6))), 1);
    });
  });

  it('follows the variance, not the number of modes', () => {
    const main = { amplitude: 1, frequency: 2 };
    const small = [0.7, 1.3, 2.6, 3.1].map((frequency) => ({ amplitude: 0.25, frequency }));
    expect(latentPeriod(modesOf([...small, main], 120), { dt })[0]).toBeCloseTo(PI, 2);
    const strong = { amplitude: 0.6, frequency: 3.1 };
    expect(latentPeriod(modesOf([main, strong], 120), { dt })[0]).toBeCloseTo(PI, 2);
  });

  it('does not depend on the units of q and p', () => {
    const orbits = modesOf(
      [
        { amplitude: 1, frequency: 2 },
        { amplitude: 0.5, frequency: 1 },
      ],
      120,
    );
    const scaled = {
      ...orbits,
      q: Float64Array.from(orbits.q, (x) => 1e3 * x),
      p: Float64Array.from(orbits.p, (x) => 1e-3 * x),
    };
    expect(latentPeriod(scaled, { dt })[0]).toBeCloseTo(latentPeriod(orbits, { dt })[0], 6);
  });

  it('is NaN for a latent that rests or drifts', () => {
    const rest = { trajectories: 1, length: 40, q: new Float64Array(40), p: new Float64Array(40) };
    expect(latentPeriod(rest, { dt })[0]).toBeNaN();
    const drift = {
      ...rest,
      q: Float64Array.from({ length: 40 }, (_, t) => t),
      p: new Float64Array(40).fill(1),
    };
    expect(latentPeriod(drift, { dt })[0]).toBeNaN();
  });

  it('says when shapes do not fit', () => {
    const wrong = { trajectories: 2, length: 10, q: new Float64Array(20), p: new Float64Array(19) };
    expect(() => latentPeriod(wrong, { dt })).toThrow(/latentPeriod: q and p must both hold 2 trajectories/);
  });
});

describe('periodRatio', () => {
  const frames = 96;
  const truth = modesOf([{ amplitude: 0.8, frequency: 2 }], frames);

  it('is 1 for the orbits themselves, rotated, scaled, shifted or run backward', () => {
    const turned = {
      ...truth,
      q: Float64Array.from(truth.q, (q, i) => 3 * q - truth.p[i]),
      p: Float64Array.from(truth.p, (p, i) => truth.q[i] + 2 * p - 1),
    };
    expect(periodRatio(truth, truth, { dt })).toMatchObject({ ratio: 1, judged: 3 });
    expect(periodRatio(turned, truth, { dt }).ratio).toBeCloseTo(1, 3);
    const backward = {
      ...truth,
      q: [...(truth.q as number[])].reverse(),
      p: [...(truth.p as number[])].reverse(),
    };
    expect(periodRatio(backward, truth, { dt }).ratio).toBeCloseTo(1, 3);
  });

  it('shows the sub-harmonic that a decoder even in q hides from every pixel', () => {
    const latent = modesOf([{ amplitude: 1, frequency: 1 }], frames);
    // cos(2 a) = 2 cos(a)^2 - 1: this decoder is even in q - 5 and gives the true positions exactly.
    const decoded = Float64Array.from(latent.q, (q) => 5 + 0.8 * (2 * (q - 5) ** 2 - 1));
    // The true positions have the phase of trajectory 0 only there; compare those.
    const painted = decoded.subarray(0, frames);
    painted.forEach((x, i) => expect(x).toBeCloseTo(truth.q[i], 12));
    expect(returnTime(painted, { channels: 1, dt }).period).toBeCloseTo(PI, 2);
    expect(periodRatio(latent, truth, { dt }).ratio).toBeCloseTo(2, 2);
  });

  it('compares trajectory by trajectory where the period depends on the energy', () => {
    const pendulum = generate(presets.pendulum, { seed: 4, trajectories: 6, frames: 96 });
    const reversed = {
      ...pendulum,
      q: Float64Array.from(pendulum.p),
      p: Float64Array.from(pendulum.q, (q) => -q),
    };
    const { ratio, perTrajectory } = periodRatio(reversed, pendulum, { dt: pendulum.dt });
    expect(ratio).toBeCloseTo(1, 6);
    for (const each of perTrajectory) expect(each).toBeCloseTo(1, 6);
  });

  it('does not judge an orbit that does not come back within the record', () => {
    const slow = modesOf([{ amplitude: 1, frequency: 0.5 }], frames);
    expect(periodRatio(slow, truth, { dt })).toMatchObject({ ratio: NaN, judged: 0 });
  });

  it('refuses orbits of different trajectories', () => {
    expect(() => periodRatio(modesOf([{ amplitude: 1, frequency: 1 }], frames, 2), truth, { dt })).toThrow(
      /same trajectories, but got 2 and 3/,
    );
  });
});

/** Arithmetic-geometric mean. */
function agm(a: number, b: number): number {
  return Math.abs(a - b) < 1e-14 ? a : agm((a + b) / 2, Math.sqrt(a * b));
}
