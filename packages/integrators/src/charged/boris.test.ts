import { describe, expect, test } from 'vitest';
import { expectCaught } from '../../test/helpers/caught.ts';
import { checksOn, keepsEnergy } from '../../test/helpers/checks.ts';
import { oscillator, problem } from '../../test/helpers/problems.ts';
import { compose } from '../compose/compose.ts';
import { integrate } from '../core/integrate.ts';
import { jacobian } from '../diagnostics/map.ts';
import { suzukiWeights } from '../splitting/weights.ts';
import { boris, borisFrom, chargedParticles } from './boris.ts';

/** An anisotropic trap in a magnetic field that is stronger to the right, for two particles that are not alike. */
const trap = [0.4, 0.7, 1.1];
const [charges, masses] = [
  [1.3, -0.6],
  [0.8, 2.1],
];
const trapped = chargedParticles({
  charges,
  masses,
  electric: (x, out) => out.set(trap.map((k, d) => -k * x[d])),
  magnetic: (x, out) => out.set([0.1, 0.2 * x[2], 1 + 0.3 * x[0]]),
});
const energy = (q: ArrayLike<number>, p: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const one = Math.floor(i / 3);
    sum += p[i] ** 2 / (2 * masses[one]) + (charges[one] * trap[i % 3] * q[i] ** 2) / 2;
  }
  return sum;
};
const one = problem({
  name: 'charge in a trap and a magnetic field',
  system: chargedParticles({ ...trapped.particles, charges: [charges[0]], masses: [masses[0]] }),
  energy,
  start: { q: Float64Array.of(0.5, -0.2, 0.3), p: Float64Array.of(0.1, 0.6, -0.4) },
  time: 4,
  dt: 0.2,
});
const two = problem({
  name: 'pair of charges in a field that swings',
  system: chargedParticles({
    charges,
    masses,
    electric: (x, out, t) => out.set(trap.map((k, d) => -k * x[d] * (1 + 0.5 * Math.sin(1.7 * t)))),
    magnetic: (x, out, t) => out.set([0.1, 0.2 * x[2], 1 + 0.3 * x[0] + 0.4 * Math.cos(t)]),
  }),
  start: {
    q: Float64Array.of(0.5, -0.2, 0.3, -0.1, 0.4, 0.2),
    p: Float64Array.of(0.1, 0.6, -0.4, 0.3, 0.2, 0.1),
  },
  time: 3,
  dt: 0.2,
});
const volume = (of: typeof boris) => {
  const j = jacobian(of, one.system, one.start, { dt: 0.4 });
  return determinant(Array.from({ length: 6 }, (_, i) => [...j.slice(6 * i, 6 * i + 6)]));
};
function determinant(rows: number[][]): number {
  let result = 1;
  for (let k = 0; k < rows.length; k++) {
    for (let i = k + 1; i < rows.length; i++) {
      const w = rows[i][k] / rows[k][k];
      rows[i] = rows[i].map((x, j) => x - w * rows[k][j]);
    }
    result *= rows[k][k];
  }
  return result;
}
const keepsVolume = {
  name: 'keeps volumes in phase space',
  run: (method: typeof boris) => {
    expect(Math.abs(volume(method) - 1)).toBeLessThan(1e-10);
  },
};
const checks = [...checksOn(boris, [one, two]), keepsEnergy(one), keepsVolume];

describe('boris', () => {
  test.each(checks)('$name', ({ run }) => {
    run(boris);
  });

  test('composed by Suzuki it has order 4', () => {
    const fourth = compose(boris, suzukiWeights(2), { name: 'fourth', order: 4 });
    checksOn(fourth, [one])[0].run(fourth);
  });

  test('a part of another size or sign is found', () => {
    const names = ['drift', 'kick', 'turn', 'second kick', 'last drift'];
    const parts = [0.5, 0.5, 1, 0.5, 0.5];
    const wrong = names.flatMap((name, i) => [
      [name, borisFrom(parts.map((x, k) => (k === i ? x + 1e-3 : x)))] as const,
      [`${name} negative`, borisFrom(parts.map((x, k) => (k === i ? -x : x)))] as const,
    ]);
    expectCaught(boris, checks, Object.fromEntries(wrong));
  });

  test('crossed fields make a charge drift by E x B / B^2, whatever its mass, and at a step as long as a gyration', () => {
    const crossed = chargedParticles({
      charges: [-1.5],
      masses: [0.3],
      electric: (_x, out) => out.set([0.2, 0, 0]),
      magnetic: (_x, out) => out.set([0, 0, 4]),
    });
    // A gyration takes 0.314: the drift is in the other coordinate, -0.2 / 4, with nothing else at this start.
    const start = { q: new Float64Array(3), p: Float64Array.of(0, -0.3 * 0.05, 0) };
    const { q } = integrate(boris, crossed, start, { dt: 0.3, steps: 10_000, saveEvery: 10_000 });
    expect(q[4]).toBeCloseTo(-0.05 * 3000, 9);
    expect(Math.abs(q[3])).toBeLessThan(1e-9);
  });

  test('without an electric field a charge turns with radius m v / e B, at the frequency that the turn says', () => {
    const [charge, mass, field, speed] = [-1.5, 0.3, 4, 0.7];
    const uniform = chargedParticles({
      charges: [charge],
      masses: [mass],
      magnetic: (_x, out) => out.set([0, 0, field]),
    });
    const start = { q: new Float64Array(3), p: Float64Array.of(mass * speed, 0, 0) };
    const dt = 0.02;
    const { q, p, t } = integrate(boris, uniform, start, { dt, steps: 2000 });
    const xs = q.filter((_, i) => i % 3 === 1);
    const radius = (mass * speed) / Math.abs(charge * field);
    expect((Math.max(...xs) - Math.min(...xs)) / 2 / radius).toBeCloseTo(1, 2);
    const angle = (2 * Math.atan(((charge * field) / mass) * (dt / 2))) / dt;
    t.forEach((time, k) => {
      expect(p[3 * k]).toBeCloseTo(mass * speed * Math.cos(angle * time), 10);
      expect(p[3 * k + 1]).toBeCloseTo(-mass * speed * Math.sin(angle * time), 10);
    });
  });
});

test('systems of another kind, other numbers of coordinates and of masses are refused', () => {
  expect(() => integrate(boris, oscillator.system, oscillator.start, { dt: 0.1, steps: 1 })).toThrow(
    'integrate: boris needs a system of chargedParticles, but got another; make it so, or use implicitMidpoint',
  );
  expect(() => chargedParticles({ charges: [1, 2], masses: [1] })).toThrow(
    /chargedParticles: charges and masses must be as many, .* but got charges 1, 2 and masses 1/,
  );
  const short = { q: new Float64Array(3), p: new Float64Array(3) };
  expect(() => boris.stepper(trapped, short.q.length)).toThrow(
    'boris: q must hold three numbers for each of 2 particles, but got 3',
  );
});
