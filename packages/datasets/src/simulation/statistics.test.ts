import { describe, expect, test } from 'vitest';
import {
  annulus,
  angle,
  critical,
  follows,
  gamma,
  kolmogorovSmirnov,
  normal,
  uniform,
} from '../../test/distributions.ts';
import type { Preset } from '../presets/preset.ts';
import { presets } from '../presets/registry.ts';
import { randomStream } from '../random.ts';
import { systems } from '../systems/registry.ts';
import type { Parameters, State, System } from '../systems/system.ts';
import { simulate } from './simulate.ts';

const draws = 4000;

interface Start extends State {
  readonly parameters: Parameters;
}

function startsOf(preset: Preset, count = draws): Start[] {
  const system: System = systems[preset.system];
  return Array.from({ length: count }, (_, i) => {
    const random = randomStream(3, i, 'parameters');
    const parameters = Object.fromEntries(
      Object.entries(preset.parameters).map(([name, range]) => [
        name,
        typeof range === 'number' ? range : random.uniform(...range),
      ]),
    );
    return { parameters, ...system.initialState(randomStream(3, i, 'state'), parameters, preset.initial) };
  });
}

const starts = (name: string): Start[] => startsOf(presets[name]);

/** A pair of coordinates as angle and radius. */
const angles = (points: readonly [number, number][]) => points.map(([x, y]) => Math.atan2(y, x));
const radii = (points: readonly [number, number][]) => points.map(([x, y]) => Math.hypot(x, y));

describe('initial states', () => {
  test.each([
    ['mass-spring', uniform(0.1, 1)],
    ['paper-mass-spring', uniform(0.1, 1)],
    ['damped-spring', uniform(0.75, 1.4)],
    ['damped-spring-ratio', uniform(0.75, 1.4)],
    ['paper-damped-spring', uniform(0.75, 1.4)],
    ['suite-mass-spring', uniform(0.1, 1)],
    ['suite-mass-spring-colors', annulus(0.1, 1)],
    ['suite-mass-spring-colors-friction', annulus(0.1, 1)],
  ])('%s: uniform angle and the declared radius, momenta in units of sqrt(k m)', (name, radius) => {
    const points = starts(name).map(({ q, p, parameters: { mass, springConstant } }): [number, number] => [
      q[0],
      p[0] / Math.sqrt(springConstant * mass),
    ]);
    follows(angles(points), angle);
    follows(radii(points), radius);
  });

  test.each([
    ['pendulum', 1, uniform(1.3, 2.3)],
    ['pendulum-mgl', 1, uniform(1.3, 2.3)],
    ['paper-pendulum', 1, uniform(1.3, 2.3)],
    ['suite-pendulum', 1, uniform(1.3, 2.3)],
    ['suite-pendulum-colors', 1, annulus(1.3, 2.3)],
    ['suite-pendulum-colors-friction', 1, annulus(1.3, 2.3)],
    ['double-pendulum', 2, uniform(0.5, 1.3)],
    ['paper-double-pendulum', 2, uniform(0.5, 1.3)],
    ['suite-double-pendulum', 2, uniform(1.3, 2.3)],
    ['suite-double-pendulum-colors', 2, annulus(1, 2.5)],
    ['suite-double-pendulum-colors-friction', 2, annulus(1, 2.5)],
  ])(
    '%s: each of %d pendulums with a uniform angle in its phase plane and the declared radius',
    (name, n, radius) => {
      const states = starts(name);
      for (let i = 0; i < n; i++) {
        const points = states.map(({ q, p }): [number, number] => [q[i], p[i]]);
        follows(angles(points), angle);
        follows(radii(points), radius);
      }
    },
  );

  test('the direction of a point in a square, the mistake of older generators, is told from a uniform angle', () => {
    // Folded onto one eighth of the circle, where the diagonal is at the upper end.
    const folded = (y: number, x: number) => {
      const positive = Math.abs(Math.atan2(y, x)) % (Math.PI / 2);
      return Math.min(positive, Math.PI / 2 - positive);
    };
    const square = Array.from({ length: draws }, (_, i) => {
      const random = randomStream(3, i, 'state');
      return folded(random.uniform(-1, 1), random.uniform(-1, 1));
    });
    const ours = starts('pendulum').map(({ q, p }) => folded(p[0], q[0]));
    expect(kolmogorovSmirnov(square, uniform(0, Math.PI / 4))).toBeGreaterThan(critical);
    follows(ours, uniform(0, Math.PI / 4));
  });

  test.each([
    ['two-body', [0.5, 1.5], 0.05],
    ['paper-two-body', [0.5, 1.5], 0.05],
    ['three-body', [0.9, 1.2], 0.2],
    ['paper-three-body', [0.9, 1.2], 0.2],
    ['four-body', [1.2, 1.5], 0.1],
    ['five-body', [1.2, 1.5], 0.1],
  ] as const)(
    '%s: uniform radius and angle, circular velocities times a normal disturbance, both directions alike',
    (name, [min, max], noise) => {
      const states = starts(name);
      const n = states[0].q.length / 2;
      const first = states.map(({ q }): [number, number] => [q[0], q[1]]);
      follows(radii(first), uniform(min, max));
      follows(angles(first), angle);
      const left = states.filter(({ q, p }) => q[0] * p[1] - q[1] * p[0] > 0).length;
      expect(Math.abs(left - draws / 2)).toBeLessThan(4 * Math.sqrt(draws / 4));
      const disturbances = states.map(({ q, p, parameters }) => {
        const hamiltonian = systems.nBody.hamiltonian(parameters);
        const force = Math.hypot(...hamiltonian.dHdq(q, p, new Float64Array(2 * n)).slice(0, 2));
        // On a circular orbit m v^2 / r is the force.
        const mass = parameters.mass;
        const speed = Math.sqrt((force * Math.hypot(q[0], q[1])) / mass);
        const turn = Math.sign(q[0] * p[1] - q[1] * p[0]);
        return (p[1] / (mass * speed * turn * (q[0] / Math.hypot(q[0], q[1]))) - 1) / noise;
      });
      follows(disturbances, normal);
    },
  );

  test.each(['suite-two-body', 'suite-two-body-colors'])(
    '%s: the first body uniform in a square, the other opposite, no total momentum',
    (name) => {
      const states = starts(name);
      for (const axis of [0, 1]) {
        follows(
          states.map(({ q }) => q[axis]),
          uniform(0.5, 1.5),
        );
      }
      for (const { q, p } of states.slice(0, 20)) {
        const r = Math.hypot(q[0], q[1]);
        expect([q[2], q[3]]).toEqual([-q[0], -q[1]]);
        expect(p[0]).toBeCloseTo(q[1] / (2 * r ** 1.5), 14);
        expect(p[1]).toBeCloseTo(-q[0] / (2 * r ** 1.5), 14);
        expect([p[2], p[3]]).toEqual([-p[0], -p[1]]);
      }
    },
  );

  test('games: the share of each strategy is uniform for two, Beta(1, 2) for three', () => {
    const share = (logs: readonly number[], i: number) => {
      const weights = [...logs, 0].map(Math.exp);
      return weights[i] / weights.reduce((sum, weight) => sum + weight, 0);
    };
    const pennies = starts('suite-matching-pennies');
    follows(
      pennies.map(({ q }) => share([...q], 0)),
      uniform(0, 1),
    );
    follows(
      pennies.map(({ p }) => share([...p], 0)),
      uniform(0, 1),
    );
    const beta = (x: number) => 1 - (1 - x) ** 2;
    const scissors = starts('suite-rock-paper-scissors');
    for (const i of [0, 1, 2]) {
      follows(
        scissors.map(({ q }) => share([...q], i)),
        beta,
      );
      follows(
        scissors.map(({ p }) => share([p[1], -p[0]], i)),
        beta,
      );
    }
  });

  test('Hénon-Heiles: uniform energy, uniform direction, positions uniform where the potential allows them', () => {
    const { energy } = systems.henonHeiles.hamiltonian({ coupling: 1 });
    const states = starts('henon-heiles');
    follows(
      states.map(({ q, p }) => energy(q, p)),
      uniform(1 / 24, 1 / 8),
    );
    follows(
      states.map(({ p }) => Math.atan2(p[1], p[0])),
      angle,
    );
    const still = Float64Array.of(0, 0);
    // The area in which V < level, by a fine grid; the share of it that is below V(q) is then uniform.
    const grid = Float64Array.from({ length: 400 * 400 }, (_, i) => {
      const q = Float64Array.of(((i % 400) + 0.5) / 200 - 1, (Math.floor(i / 400) + 0.5) / (400 / 1.5) - 0.5);
      return Math.hypot(...q) < 1 ? energy(q, still) : Infinity;
    }).sort();
    const areaBelow = (level: number): number => {
      let [low, high] = [0, grid.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (grid[middle] < level) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    follows(
      states.map(({ q, p }) => areaBelow(energy(q, still)) / areaBelow(energy(q, p))),
      uniform(0, 1),
    );
  });

  test.each([
    ['coupled-oscillators', [0.2, 0.6]],
    ['fput-alpha', [0.2, 0.5]],
  ] as const)(
    '%s: uniform radius and angle in each of the first two modes, nothing in the others',
    (name, [min, max]) => {
      const states = starts(name);
      const n = states[0].q.length;
      for (let k = 0; k < n; k++) {
        const shape = Array.from({ length: n }, (_, i) => Math.sin((Math.PI * (k + 1) * (i + 1)) / (n + 1)));
        const project = (values: Float64Array) =>
          Math.sqrt(2 / (n + 1)) * shape.reduce((sum, value, i) => sum + value * values[i], 0);
        const frequency = Math.sqrt(2 - 2 * Math.cos((Math.PI * (k + 1)) / (n + 1)));
        const points = states.map(({ q, p }): [number, number] => [frequency * project(q), project(p)]);
        if (k > 1) {
          expect(Math.max(...radii(points))).toBeLessThan(1e-14);
          continue;
        }
        follows(radii(points), uniform(min, max));
        follows(angles(points), angle);
      }
    },
  );

  test('a charge in a magnetic field: uniform radius, speed and both directions', () => {
    const states = starts('charged-particle');
    const positions = states.map(({ q }): [number, number] => [q[0], q[1]]);
    const velocities = states.map(({ q, p, parameters }): [number, number] => {
      const [vx, vy] = systems.chargedParticle.hamiltonian(parameters).dHdp(q, p, new Float64Array(2));
      return [vx, vy];
    });
    follows(radii(positions), uniform(0.2, 1));
    follows(angles(positions), angle);
    follows(radii(velocities), uniform(0.5, 1.5));
    follows(angles(velocities), angle);
  });

  test.each([
    ['suite-lj-4', 1, 1000],
    ['suite-lj-4-bath', 1, 1000],
    ['suite-lj-16', 0.5, 300],
    ['suite-lj-16-bath', 0.5, 300],
  ] as const)(
    '%s: kinetic energies of the canonical ensemble, centre of mass at rest',
    (name, temperature, count) => {
      const states = startsOf(presets[name], count);
      const particles = states[0].q.length / 2;
      const kinetic = states.map(({ p }) => p.reduce((sum, value) => sum + value * value, 0) / 2);
      follows(
        kinetic.map((energy) => energy / temperature),
        gamma(particles - 1),
      );
      for (const { p } of states) {
        for (const axis of [0, 1]) {
          const total = p.reduce((sum, value, i) => (i % 2 === axis ? sum + value : sum), 0);
          expect(Math.abs(total)).toBeLessThan(1e-12);
        }
      }
    },
  );

  test('two Lennard-Jones particles: distances of the canonical ensemble', () => {
    const [boxLength, temperature] = [6, 0.8];
    const parameters = { particles: 2, boxLength };
    const preset = { ...presets['suite-lj-4'], parameters, initial: { temperature } };
    const wrap = (d: number) => Math.abs(d - boxLength * Math.round(d / boxLength));
    const sample = startsOf(preset, 2000).map(({ q }) => Math.hypot(wrap(q[2] - q[0]), wrap(q[3] - q[1])));
    // exp(-V / T) over the box by the distance, on a fine grid.
    const { energy } = systems.lennardJones.hamiltonian(parameters);
    const bins = new Float64Array(2000);
    const perBin = (0.75 * boxLength) / bins.length;
    const cells = 600;
    for (let i = 0; i < cells * cells; i++) {
      const x = (((i % cells) + 0.5) / cells) * (boxLength / 2);
      const y = ((Math.floor(i / cells) + 0.5) / cells) * (boxLength / 2);
      const weight = Math.exp(-energy(Float64Array.of(0, 0, x, y), new Float64Array(4)) / temperature);
      bins[Math.floor(Math.hypot(x, y) / perBin)] += weight;
    }
    for (let i = 1; i < bins.length; i++) bins[i] += bins[i - 1];
    follows(sample, (r) => {
      const at = r / perBin;
      const i = Math.floor(at);
      return ((bins[i - 1] ?? 0) * (1 - at + i) + bins[i] * (at - i)) / bins[bins.length - 1];
    });
  });
});

test.each(Object.values(presets).filter(({ parameters }) => Object.values(parameters).some(Array.isArray)))(
  '$name: parameters are uniform in their ranges',
  (preset) => {
    const parameters = startsOf({ ...preset, initial: preset.initial }).map((start) => start.parameters);
    for (const [name, range] of Object.entries(preset.parameters)) {
      if (typeof range === 'number') continue;
      follows(
        parameters.map((drawn) => drawn[name]),
        uniform(...range),
      );
    }
  },
);

test('camera offsets are uniform in their ranges, hues occur alike', () => {
  const count = 1500;
  const viewed = (name: string) =>
    Array.from({ length: count }, (_, index) => simulate(name, { seed: 9, index, frames: 1 }).parameters);
  const half = 0.4 * presets['suite-pendulum-colors'].camera.halfWidth;
  const pendulums = viewed('suite-pendulum-colors');
  for (const name of ['offsetX', 'offsetY']) {
    follows(
      pendulums.map((drawn) => drawn[name]),
      uniform(-half, half),
    );
  }
  for (let hue = 0; hue < 6; hue++) {
    expect(Math.abs(pendulums.filter(({ hue1 }) => hue1 === hue).length - count / 6)).toBeLessThan(60);
  }
  // A spring hangs anywhere: a uniform offset of its own is added to that of the camera.
  const springs = viewed('suite-mass-spring-colors');
  const spread = 0.4 * presets['suite-mass-spring-colors'].camera.halfWidth;
  const square = (x: number) => Math.max(0, x) ** 2 / 2;
  follows(
    springs.map(({ offsetX }) => offsetX),
    (x) =>
      (square(x + spread) - square(x - spread) - square(x + spread - 1) + square(x - spread - 1)) /
      (2 * spread),
  );
  const pairs = viewed('suite-two-body');
  expect(Math.abs(pairs.filter(({ hue1 }) => hue1 === 0).length - count / 2)).toBeLessThan(80);
  expect(pairs.every(({ hue1, hue2 }) => hue1 + hue2 === 1)).toBe(true);
});

test('the generator is normal and uniform, and neighbouring seeds and indices are unrelated', () => {
  follows(
    Array.from({ length: draws }, (_, i) => randomStream(1, i, 'noise').normal()),
    normal,
  );
  const firsts = Array.from({ length: draws }, (_, seed) => randomStream(seed, 0, 'state').uniform());
  follows(firsts, uniform(0, 1));
  const correlation =
    firsts.slice(1).reduce((sum, x, i) => sum + (x - 0.5) * (firsts[i] - 0.5) * 12, 0) / draws;
  expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(draws));
});
