import { describe, expect, test } from 'vitest';
import { expectCaught } from '../../test/helpers/caught.ts';
import { checksOn } from '../../test/helpers/checks.ts';
import { doublePendulum } from '../../test/helpers/problems.ts';
import { compose } from '../compose/compose.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import type { System } from '../core/system.ts';
import { energyError } from '../diagnostics/energy.ts';
import { reversibilityDefect } from '../diagnostics/map.ts';
import { suzukiWeights } from '../splitting/weights.ts';
import type { Constraints } from './constraints.ts';
import { ontoConstraints, rattle, rattleFrom, shake } from './rattle.ts';

// The double pendulum of the test problems again, as two masses in the plane on rods.
const [m1, m2, l1, l2, gravity] = [0.7, 1.1, 0.9, 0.6, 3];
const masses = [m1, m1, m2, m2];
const bobs: System = {
  separable: true,
  quadraticKinetic: true,
  dHdq: (_q, _p, out) => (out.fill(0), (out[1] = m1 * gravity), (out[3] = m2 * gravity), out),
  dHdp: (_q, p, out) => {
    for (let i = 0; i < 4; i++) out[i] = p[i] / masses[i];
    return out;
  },
};
const rods: Constraints = {
  count: 2,
  g: (q, out) => {
    out[0] = q[0] ** 2 + q[1] ** 2 - l1 ** 2;
    out[1] = (q[2] - q[0]) ** 2 + (q[3] - q[1]) ** 2 - l2 ** 2;
  },
  dgdq: (q, out) => {
    const [x, y] = [2 * (q[2] - q[0]), 2 * (q[3] - q[1])];
    out.set([2 * q[0], 2 * q[1], 0, 0, -x, -y, x, y]);
  },
};
/** d(x1, y1, x2, y2) / d(angle 1, angle 2). */
const jacobian = ([a, b]: Float64Array) => [
  [l1 * Math.cos(a), 0],
  [l1 * Math.sin(a), 0],
  [l1 * Math.cos(a), l2 * Math.cos(b)],
  [l1 * Math.sin(a), l2 * Math.sin(b)],
];
function fromAngles(angles: Float64Array, momenta: Float64Array) {
  const [a, b] = angles;
  const q = Float64Array.of(l1 * Math.sin(a), -l1 * Math.cos(a), 0, 0);
  q[2] = q[0] + l2 * Math.sin(b);
  q[3] = q[1] - l2 * Math.cos(b);
  const rates = doublePendulum.system.dHdp(angles, momenta, new Float64Array(2), NaN);
  const p = Float64Array.from(jacobian(angles), ([u, v], i) => masses[i] * (u * rates[0] + v * rates[1]));
  return { q, p };
}
/** A method for the bobs as one for the angles, where every map of the constrained states is one of a whole phase space. */
const inAngles = (method: Method): Method => ({
  ...method,
  requires: 'general',
  requiresQuadraticKinetic: false,
  verify: () => undefined,
  stepper: (_, n, options) => {
    const stepper = method.stepper(bobs, 2 * n, options);
    return {
      reset: () => {
        stepper.reset();
      },
      advance(angles, momenta, start, dt, first, count) {
        const { q, p } = fromAngles(angles, momenta);
        stepper.reset();
        const done = stepper.advance(q, p, start, dt, first, count);
        angles[0] += turned(angles[0], Math.atan2(q[0], -q[1]));
        angles[1] += turned(angles[1], Math.atan2(q[2] - q[0], q[1] - q[3]));
        const j = jacobian(angles);
        for (const k of [0, 1]) momenta[k] = j.reduce((sum, row, i) => sum + row[k] * p[i], 0);
        return done;
      },
    };
  },
});
/** From one angle to another, the short way. */
const turned = (from: number, to: number) => {
  const by = to - from;
  return by - 2 * Math.PI * Math.round(by / (2 * Math.PI));
};

/** How far at most a constraint, or its rate, is from 0 in rows of states. */
function worstOf({ count, g, dgdq }: Constraints, of: readonly number[], q: Float64Array, p: Float64Array) {
  const n = of.length;
  const [value, slope] = [new Float64Array(count), new Float64Array(count * n)];
  let worst = 0;
  for (let at = 0; at < q.length; at += n) {
    g(q.subarray(at, at + n), value);
    dgdq(q.subarray(at, at + n), slope);
    for (let a = 0; a < count; a++) {
      let rate = 0;
      for (let i = 0; i < n; i++) rate += (slope[n * a + i] * p[at + i]) / of[i];
      worst = Math.max(worst, Math.abs(value[a]), Math.abs(rate));
    }
  }
  return worst;
}

describe('rattle', () => {
  const method = inAngles(rattle(rods));
  test.each(checksOn(method, [doublePendulum]))('$name, in angles', ({ run }) => {
    run(method);
  });

  test('composed by Suzuki it has order 4', () => {
    const fourth = inAngles(compose(rattle(rods), suzukiWeights(2), { name: 'fourth', order: 4 }));
    checksOn(fourth, [doublePendulum])[0].run(fourth);
  });

  test('a kick of another size or sign, constraints with a wrong gradient and momenta left alone are found', () => {
    const kicked = (first: number, second: number) => inAngles(rattleFrom(rods, [first, second], true));
    const half: Constraints = {
      ...rods,
      dgdq: (q, out) => {
        rods.dgdq(q, out);
        out[4] *= 0.9;
      },
    };
    expectCaught(method, checksOn(method, [doublePendulum]), {
      'first kick': kicked(0.501, 0.5),
      'second kick': kicked(0.5, 0.501),
      'first kick negative': kicked(-0.5, 0.5),
      'second kick negative': kicked(0.5, -0.5),
      'gradient of a constraint': inAngles(rattle(half)),
    });
  });

  test('constraints stay met to 1e-12 over a million steps, in positions and in velocities', () => {
    const [mass, length] = [0.7, 0.9];
    const rod: Constraints = {
      count: 1,
      g: (q, out) => void (out[0] = q[0] ** 2 + q[1] ** 2 - length ** 2),
      dgdq: (q, out) => ((out[0] = 2 * q[0]), (out[1] = 2 * q[1])),
    };
    const bob: System = {
      separable: true,
      quadraticKinetic: true,
      dHdq: (_q, _p, out) => ((out[0] = 0), (out[1] = mass * gravity), out),
      dHdp: (_q, p, out) => ((out[0] = p[0] / mass), (out[1] = p[1] / mass), out),
    };
    const state = { q: Float64Array.of(0.9, 0), p: Float64Array.of(0, 1.2) };
    const { q, p } = integrate(rattle(rod), bob, state, { dt: 0.01, steps: 1_000_000, saveEvery: 20 });
    expect(worstOf(rod, [mass, mass], q, p)).toBeLessThan(1e-12);
  });

  test('with two rods, too, after each step', () => {
    const state = fromAngles(Float64Array.of(2.1, -1), Float64Array.of(0.4, -0.2));
    const { q, p } = integrate(rattle(rods), bobs, state, { dt: 0.01, steps: 50_000 });
    const worst = worstOf(rods, masses, q, p);
    expect(worst).toBeLessThan(1e-13);
    expect(worst).toBeGreaterThan(0);
  });

  test('a kinetic energy that is not quadratic works, too: a relativistic particle on a sphere, in a changing field', () => {
    const mass = 0.8;
    const fast: System = {
      separable: true,
      dHdq: (q, _p, out) => ((out[0] = 0.4 * q[0]), (out[1] = 0), (out[2] = 1.3), out),
      dHdp: (_q, p, out) => {
        const w = 1 / Math.sqrt(mass ** 2 + p[0] ** 2 + p[1] ** 2 + p[2] ** 2);
        for (let i = 0; i < 3; i++) out[i] = w * p[i];
        return out;
      },
    };
    const energy = (q: Float64Array, p: Float64Array) =>
      Math.hypot(mass, ...p) + 0.2 * q[0] ** 2 + 1.3 * q[2];
    const sphere: Constraints = {
      count: 1,
      g: (q, out) => void (out[0] = q[0] ** 2 + q[1] ** 2 + q[2] ** 2 - 1),
      dgdq: (q, out) => out.set(q.map((x) => 2 * x)),
    };
    const state = ontoConstraints(sphere, fast, {
      q: Float64Array.of(0.5, 0.6, 0.7),
      p: Float64Array.of(1, 0.3, 0.4),
    });
    expect(reversibilityDefect(rattle(sphere), fast, state, { dt: 0.1, steps: 20 })).toBeLessThan(1e-12);
    const swing = (dt: number) => {
      const run = integrate(rattle(sphere), fast, state, { dt, steps: Math.round(200 / dt) });
      return Math.max(...energyError(energy, run).map(Math.abs));
    };
    const ratio = swing(0.1) / swing(0.05);
    expect(Math.abs(Math.log2(ratio) - 2)).toBeLessThan(0.2);
  });
});

test("shake takes rattle's positions, with momenta off the constraints", () => {
  const state = fromAngles(Float64Array.of(0.7, -0.4), Float64Array.of(0.2, 0.3));
  const apart = (dt: number, steps: number) => {
    const [ours, theirs] = [shake(rods), rattle(rods)].map((method) =>
      integrate(method, bobs, state, { dt, steps }),
    );
    const most = (key: 'q' | 'p') => Math.max(...ours[key].map((x, i) => Math.abs(x - theirs[key][i])));
    return { q: most('q'), p: most('p') };
  };
  const [coarse, fine] = [apart(0.02, 500), apart(0.01, 1000)];
  expect(coarse.q).toBeLessThan(1e-11);
  expect(coarse.p).toBeGreaterThan(1e-2);
  expect(Math.abs(coarse.p / fine.p - 2)).toBeLessThan(0.1);
});

test('a start off the constraints, and steps that no force can mend, are refused', () => {
  const state = fromAngles(Float64Array.of(0.7, -0.4), Float64Array.of(0.2, 0.3));
  const off = { q: state.q.map((x, i) => (i === 3 ? x + 0.1 : x)), p: state.p };
  expect(() => integrate(rattle(rods), bobs, off, { dt: 0.01, steps: 1 })).toThrow(
    /integrate: the start must meet the constraints of rattle, but got q\[\d\] = .*; take ontoConstraints of it/,
  );
  const pushed = { q: state.q, p: state.p.map((x) => x + 0.1) };
  expect(() => integrate(rattle(rods), bobs, pushed, { dt: 0.01, steps: 1 })).toThrow(/but got p\[\d\] = /);
  expect(() => integrate(shake(rods), bobs, pushed, { dt: 0.01, steps: 1 })).not.toThrow();
  const mended = ontoConstraints(rods, bobs, off);
  expect(() => integrate(rattle(rods), bobs, mended, { dt: 0.01, steps: 1 })).not.toThrow();
  expect(() => integrate(rattle(rods), bobs, state, { dt: 50, steps: 1 })).toThrow(
    /rattle: the constraints must be met, but a relative residual of/,
  );
  expect(() => rattle({ ...rods, count: 0 })).toThrow(
    'rattle: count must be an integer of at least 1, but got 0',
  );
});
