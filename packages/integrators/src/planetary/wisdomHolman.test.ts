import { describe, expect, test } from 'vitest';
import { expectCaught } from '../../test/helpers/caught.ts';
import { checksOn } from '../../test/helpers/checks.ts';
import { problem } from '../../test/helpers/problems.ts';
import { compose } from '../compose/compose.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import type { System } from '../core/system.ts';
import { energyError } from '../diagnostics/energy.ts';
import { leapfrog } from '../splitting/lowOrder.ts';
import { suzukiWeights } from '../splitting/weights.ts';
import { keplerOrbit } from './keplerOrbit.ts';
import { laskarRobutel82, wisdomHolman } from './wisdomHolman.ts';

/** Bodies in the plane, gravity between each two of them, and a weak spring to the origin that Kepler knows nothing of. */
function bodies(masses: readonly number[], gravity: number, spring = 0) {
  const system: System = {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out) => {
      for (let i = 0; i < q.length; i++) out[i] = spring * q[i];
      masses.forEach((a, i) => {
        masses.slice(0, i).forEach((b, j) => {
          const [x, y] = [q[2 * i] - q[2 * j], q[2 * i + 1] - q[2 * j + 1]];
          const pull = (gravity * a * b) / Math.hypot(x, y) ** 3;
          out[2 * i] += pull * x;
          out[2 * i + 1] += pull * y;
          out[2 * j] -= pull * x;
          out[2 * j + 1] -= pull * y;
        });
      });
      return out;
    },
    dHdp: (_q, p, out) => {
      for (let i = 0; i < p.length; i++) out[i] = p[i] / masses[i >> 1];
      return out;
    },
  };
  const energy = (q: ArrayLike<number>, p: ArrayLike<number>) => {
    let sum = 0;
    for (let i = 0; i < masses.length; i++) {
      sum += (p[2 * i] ** 2 + p[2 * i + 1] ** 2) / (2 * masses[i]);
      sum += (spring * (q[2 * i] ** 2 + q[2 * i + 1] ** 2)) / 2;
      for (let j = 0; j < i; j++)
        sum -=
          (gravity * masses[i] * masses[j]) / Math.hypot(q[2 * i] - q[2 * j], q[2 * i + 1] - q[2 * j + 1]);
    }
    return sum;
  };
  return { system, energy };
}

// Masses that give momenta of order one, as the spacing of the differences expects.
const [masses, gravity] = [[130, 1, 0.5], 0.01];
const start = {
  q: Float64Array.of(0.1, -0.2, 1.1, -0.1, -0.3, 2.6),
  p: Float64Array.of(0.2, -1.3, 0.1, 1.2, -0.35, -0.02),
};
const planets = problem({
  name: 'star with two planets',
  ...bodies(masses, gravity, 0.02),
  start,
  time: 3,
  dt: 0.2,
});
const method = wisdomHolman({ masses, gravity, dimensions: 2 });

describe('wisdomHolman', () => {
  test.each(checksOn(method, [planets]))('$name', ({ run }) => {
    run(method);
  });

  test('composed by Suzuki it has order 4', () => {
    const fourth = compose(method, suzukiWeights(2), { name: 'fourth', order: 4 });
    checksOn(fourth, [planets])[0].run(fourth);
  });

  test('a weight of another size or sign, other masses and roles exchanged are found', () => {
    const of = (first: 'kick' | 'drift', weights: number[], others = masses): Method => {
      const wrong = {
        ...wisdomHolman({ masses: others, gravity, dimensions: 2, scheme: { first, weights } }),
      };
      delete wrong.verify;
      return { ...wrong, reversible: true };
    };
    expectCaught(method, checksOn(method, [planets]), {
      'first kick negative': of('kick', [-0.5, 1, 0.5]),
      'first kick': of('kick', [0.501, 1, 0.5]),
      'last kick': of('kick', [0.5, 1, 0.501]),
      drift: of('kick', [0.5, 1.001, 0.5]),
      'drift negative': of('kick', [0.5, -1, 0.5]),
      'no second kick': of('kick', [0.5, 1]),
      masses: of('kick', [0.5, 1, 0.5], [130, 1, 0.52]),
    });
  });

  test('two bodies alone move exactly, whatever the step, and the centre of mass in a straight line', () => {
    const [two, g] = [[1.3, 0.4], 0.7];
    const { system } = bodies(two, g);
    const state = { q: Float64Array.of(0.1, -0.2, 1.1, 0.3), p: Float64Array.of(0.2, -0.1, 0.1, 0.3) };
    const end = integrate(wisdomHolman({ masses: two, gravity: g, dimensions: 2 }), system, state, {
      dt: 2.5,
      steps: 40,
      saveEvery: 40,
    });
    const velocity = (i: number) => state.p[2 + i] / two[1] - state.p[i] / two[0];
    const [x, v] = [new Float64Array(2), new Float64Array(2)];
    const apart = { x: Float64Array.of(1, 0.5), v: Float64Array.of(velocity(0), velocity(1)) };
    keplerOrbit(apart, g * 1.7)(100, x, v);
    for (const d of [0, 1]) {
      expect(end.q[6 + d] - end.q[4 + d]).toBeCloseTo(x[d], 10);
      const centre = (q: Float64Array, at: number) => (two[0] * q[at + d] + two[1] * q[at + 2 + d]) / 1.7;
      expect(centre(end.q, 4)).toBeCloseTo(
        centre(state.q, 0) + (100 * (state.p[d] + state.p[2 + d])) / 1.7,
        10,
      );
    }
  });

  test('errors shrink with the masses of the planets: far below leapfrog, and further with laskarRobutel82', () => {
    const light = [130, 1e-3, 5e-4];
    const { system, energy } = bodies(light, gravity);
    const moved = { q: start.q, p: start.p.map((p, i) => (i < 2 ? 0 : p * 1e-3)) };
    const worst = (tested: Method, dt: number) => {
      const run = integrate(tested, system, moved, { dt, steps: Math.round(400 / dt) });
      return Math.max(...energyError(energy, run).map(Math.abs)) / Math.abs(energy(moved.q, moved.p));
    };
    const ours = worst(wisdomHolman({ masses: light, gravity, dimensions: 2 }), 0.1);
    const accurate = wisdomHolman({ masses: light, gravity, dimensions: 2, scheme: laskarRobutel82 });
    expect(ours).toBeLessThan(1e-3 * worst(leapfrog, 0.1));
    // Four times the step for four kicks a step: the same cost.
    expect(worst(accurate, 0.4)).toBeLessThan(0.02 * ours);
    expect(accurate.reversible).toBe(true);
  });

  test("laskarRobutel82's kicks are a quadrature of order 8 at the times that its drifts reach, and no more with a sign turned", () => {
    const defect = (weights: readonly number[]) => {
      let [time, powers] = [0, new Float64Array(9)];
      weights.forEach((w, i) => {
        if (i % 2 === 0) time += w;
        else powers = powers.map((sum, k) => sum + w * time ** k);
      });
      return powers.map((sum, k) => Math.abs(sum - 1 / (k + 1)));
    };
    const { weights, first } = laskarRobutel82;
    expect(first).toBe('drift');
    const right = defect(weights);
    expect(Math.max(...right.subarray(0, 8))).toBeLessThan(1e-15);
    expect(right[8]).toBeGreaterThan(1e-5);
    weights.forEach((_, i) => {
      const wrong = defect(weights.map((w, k) => (k === i ? -w : w)));
      // The last drift is known from the others, which sum to 1.
      if (i + 1 < weights.length)
        expect(Math.max(...wrong.subarray(0, 8)), `weight ${i}`).toBeGreaterThan(0.01);
    });
    expect(weights).toEqual([...weights].reverse());
    const tested = wisdomHolman({ masses, gravity, dimensions: 2, scheme: laskarRobutel82 });
    for (const { name, run } of checksOn(tested, [planets])) {
      // Its order in the step is 2, behind an error that is smaller by the masses of the planets.
      if (!name.startsWith('converges')) run(tested);
    }
  });

  test('masses that are not positive and a system of other masses are refused', () => {
    expect(() => wisdomHolman({ masses: [1, 0], gravity })).toThrow(
      'wisdomHolman: two or more masses and gravity must be greater than 0, but got 1, 0 and 0.01',
    );
    const other = wisdomHolman({ masses: [130, 1, 0.6], gravity, dimensions: 2 });
    expect(() => integrate(other, planets.system, start, { dt: 0.1, steps: 1 })).toThrow(
      /integrate: wisdomHolman needs 3 bodies in 2 dimensions with dH\/dp = p \/ mass/,
    );
  });
});
