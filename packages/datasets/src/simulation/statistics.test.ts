import { describe, expect, test } from 'vitest';
import { presets } from '../presets/registry.ts';
import { randomStream } from '../random.ts';
import { systems } from '../systems/registry.ts';
import type { System } from '../systems/system.ts';
import { simulate } from './simulate.ts';

const draws = 4000;

/** The Kolmogorov-Smirnov statistic against a cumulative distribution, times the square root of the sample size. */
function kolmogorovSmirnov(sample: readonly number[], cumulative: (x: number) => number): number {
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

// Exceeded by chance once in 10,000 samples; the seeds are fixed, so a pass stays a pass.
const critical = 2.23;

const uniform = (min: number, max: number) => (x: number) =>
  Math.min(1, Math.max(0, (x - min) / (max - min)));

function initialStates(name: string) {
  const preset = presets[name];
  const system: System = systems[preset.system];
  const fixed = Object.fromEntries(
    Object.entries(preset.parameters).map(([key, v]) => [key, typeof v === 'number' ? v : v[0]]),
  );
  return Array.from({ length: draws }, (_, i) =>
    system.initialState(randomStream(3, i, 'state'), fixed, preset.initial),
  );
}

describe('initial states', () => {
  test.each([
    ['mass-spring', 0.1, 1],
    ['pendulum', 1.3, 2.3],
  ])('%s: uniform angle, uniform radius', (name, min, max) => {
    const points = initialStates(name).map(({ q, p }) => [q[0], p[0]]);
    expect(
      kolmogorovSmirnov(
        points.map(([q, p]) => Math.atan2(p, q)),
        uniform(-Math.PI, Math.PI),
      ),
    ).toBeLessThan(critical);
    expect(
      kolmogorovSmirnov(
        points.map(([q, p]) => Math.hypot(q, p)),
        uniform(min, max),
      ),
    ).toBeLessThan(critical);
  });

  test('the direction of a point in a square, the mistake of older generators, is told from a uniform angle', () => {
    // Folded onto one eighth of the circle, where the diagonal is at the upper end.
    const folded = (y: number, x: number) => {
      const angle = Math.abs(Math.atan2(y, x)) % (Math.PI / 2);
      return Math.min(angle, Math.PI / 2 - angle);
    };
    const square = Array.from({ length: draws }, (_, i) => {
      const random = randomStream(3, i, 'state');
      return folded(random.uniform(-1, 1), random.uniform(-1, 1));
    });
    const ours = initialStates('pendulum').map(({ q, p }) => folded(p[0], q[0]));
    expect(kolmogorovSmirnov(square, uniform(0, Math.PI / 4))).toBeGreaterThan(critical);
    expect(kolmogorovSmirnov(ours, uniform(0, Math.PI / 4))).toBeLessThan(critical);
  });

  test('pendulum of the suite in colours: uniform in the area of the annulus', () => {
    const radii = initialStates('suite-pendulum-colors').map(({ q, p }) => Math.hypot(q[0], p[0]));
    expect(kolmogorovSmirnov(radii, (r) => uniform(1.3 ** 2, 2.3 ** 2)(r * r))).toBeLessThan(critical);
  });

  test('double pendulum: radius uniform, each angle of the direction symmetric', () => {
    const states = initialStates('double-pendulum').map(({ q, p }) => [...q, ...p]);
    expect(
      kolmogorovSmirnov(
        states.map((s) => Math.hypot(...s)),
        uniform(0.5, 1.3),
      ),
    ).toBeLessThan(critical);
    // A coordinate u of a uniform point of the unit sphere in 4 dimensions has density 2/pi sqrt(1 - u^2).
    const semicircle = (u: number) => 0.5 + (u * Math.sqrt(1 - u * u) + Math.asin(u)) / Math.PI;
    for (const i of [0, 1, 2, 3]) {
      expect(
        kolmogorovSmirnov(
          states.map((s) => s[i] / Math.hypot(...s)),
          semicircle,
        ),
      ).toBeLessThan(critical);
    }
  });

  test('three bodies: uniform radius and angle, as many orbits to the left as to the right', () => {
    const states = initialStates('three-body');
    expect(
      kolmogorovSmirnov(
        states.map(({ q }) => Math.hypot(q[0], q[1])),
        uniform(0.9, 1.2),
      ),
    ).toBeLessThan(critical);
    expect(
      kolmogorovSmirnov(
        states.map(({ q }) => Math.atan2(q[1], q[0])),
        uniform(-Math.PI, Math.PI),
      ),
    ).toBeLessThan(critical);
    const left = states.filter(({ q, p }) => q[0] * p[1] - q[1] * p[0] > 0).length;
    expect(Math.abs(left - draws / 2)).toBeLessThan(4 * Math.sqrt(draws / 4));
  });

  test('games: the share of the first strategy is uniform for two, Beta(1, 2) for three', () => {
    const pennies = initialStates('suite-matching-pennies').map(({ q }) => 1 / (1 + Math.exp(-q[0])));
    expect(kolmogorovSmirnov(pennies, uniform(0, 1))).toBeLessThan(critical);
    const scissors = initialStates('suite-rock-paper-scissors').map(
      ({ q }) => 1 / (1 + Math.exp(-q[0]) + Math.exp(q[1] - q[0])),
    );
    expect(kolmogorovSmirnov(scissors, (x) => 1 - (1 - x) ** 2)).toBeLessThan(critical);
  });

  test('Hénon-Heiles: uniform energy', () => {
    const { energy } = systems.henonHeiles.hamiltonian({ coupling: 1 });
    const energies = initialStates('henon-heiles').map(({ q, p }) => energy(q, p));
    expect(kolmogorovSmirnov(energies, uniform(1 / 24, 1 / 8))).toBeLessThan(critical);
  });
});

test('parameters and camera offsets are uniform in their ranges, hues occur alike', () => {
  const drawn = Array.from(
    { length: 1500 },
    (_, index) => simulate('suite-mass-spring-colors', { seed: 9, index, frames: 1 }).parameters,
  );
  const half = 0.4 * presets['suite-mass-spring-colors'].camera.halfWidth;
  expect(
    kolmogorovSmirnov(
      drawn.map(({ mass }) => mass),
      uniform(0.2, 1),
    ),
  ).toBeLessThan(critical);
  expect(
    kolmogorovSmirnov(
      drawn.map(({ offsetX }) => offsetX),
      uniform(-half, half),
    ),
  ).toBeLessThan(critical);
  expect(
    kolmogorovSmirnov(
      drawn.map(({ offsetY }) => offsetY),
      uniform(-half, half),
    ),
  ).toBeLessThan(critical);
  for (let hue = 0; hue < 6; hue++) {
    expect(Math.abs(drawn.filter(({ hue1 }) => hue1 === hue).length - 250)).toBeLessThan(60);
  }
});

test('the generator is normal and uniform, and neighbouring seeds and indices are unrelated', () => {
  const normals = Array.from({ length: draws }, (_, i) => randomStream(1, i, 'noise').normal());
  // The normal distribution by its logistic-like approximation of Bowling et al. 2009, good to 1.4e-4.
  const normal = (x: number) => 1 / (1 + Math.exp(-(0.07056 * x ** 3 + 1.5976 * x)));
  expect(kolmogorovSmirnov(normals, normal)).toBeLessThan(critical);
  const firsts = Array.from({ length: draws }, (_, seed) => randomStream(seed, 0, 'state').uniform());
  expect(kolmogorovSmirnov(firsts, uniform(0, 1))).toBeLessThan(critical);
  const correlation =
    firsts.slice(1).reduce((sum, x, i) => sum + (x - 0.5) * (firsts[i] - 0.5) * 12, 0) / draws;
  expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(draws));
});
