import { expect, test } from 'vitest';
import { extrapolate } from '../../test/helpers/extrapolation.ts';
import { doublePendulum } from '../../test/helpers/problems.ts';
import type { Method } from '../core/method.ts';
import type { System } from '../core/system.ts';
import { integrate } from '../core/integrate.ts';
import { energyError } from '../diagnostics/energy.ts';
import { image, reversibilityDefect, symplecticityDefect } from '../diagnostics/map.ts';
import { estimatedOrder } from '../diagnostics/order.ts';
import { tripleJumpWeights } from '../splitting/weights.ts';
import { tao, tao4, taoCopies } from './tao.ts';

const omega = 6;
const { system, start } = doublePendulum;

/** H(q, y) + H(x, p) + omega / 2 (|q - x|^2 + |p - y|^2), whose coordinates are (q, x) and momenta (p, y). */
const doubled: System = {
  separable: false,
  dHdq: (Q, P, out, t) => {
    system.dHdq(Q.slice(0, 2), P.slice(2), out.subarray(0, 2), t);
    system.dHdq(Q.slice(2), P.slice(0, 2), out.subarray(2), t);
    for (let i = 0; i < 2; i++) {
      out[i] += omega * (Q[i] - Q[i + 2]);
      out[i + 2] += omega * (Q[i + 2] - Q[i]);
    }
    return out;
  },
  dHdp: (Q, P, out, t) => {
    system.dHdp(Q.slice(2), P.slice(0, 2), out.subarray(0, 2), t);
    system.dHdp(Q.slice(0, 2), P.slice(2), out.subarray(2), t);
    for (let i = 0; i < 2; i++) {
      out[i] += omega * (P[i] - P[i + 2]);
      out[i + 2] += omega * (P[i + 2] - P[i]);
    }
    return out;
  },
};

/** Tao's step as a method of the doubled phase space, where it is a splitting method. */
const inDoubledSpace = (order: 2 | 4, flows = [0.5, 0.5, 1, 0.5, 0.5]): Method => ({
  ...tao({ order, omega }),
  stepper: () => {
    const copies = taoCopies(system, 2, omega, order === 2 ? [1] : tripleJumpWeights(2), flows);
    const { q, p, x, y, clock } = copies;
    return {
      advance(Q, P, from, dt, first, count) {
        q.set(Q.subarray(0, 2));
        x.set(Q.subarray(2));
        p.set(P.subarray(0, 2));
        y.set(P.subarray(2));
        for (let k = 0; k < count; k++) {
          clock.set([from + (first + k) * dt, dt]);
          copies.step();
        }
        Q.set([...q, ...x]);
        P.set([...p, ...y]);
        return count;
      },
      reset: () => undefined,
    };
  },
});

// The copies apart, so that what binds them is seen too.
const apart = { q: Float64Array.of(0.7, -0.4, 0.75, -0.45), p: Float64Array.of(0.2, 0.3, 0.25, 0.28) };

test.each([2, 4] as const)('order %i is symplectic and reversible in the doubled phase space', (order) => {
  const method = inDoubledSpace(order);
  expect(symplecticityDefect(method, doubled, apart, { dt: 0.05, steps: 3 })).toBeLessThan(1e-10);
  expect(reversibilityDefect(method, doubled, apart, { dt: 0.05, steps: 3 })).toBeLessThan(1e-12);
});

function orderInDoubledSpace(method: Method): number {
  const truth = extrapolate(doubled, apart, 1);
  const steps = [60, 80, 110, 150];
  const errors = steps.map((count) => {
    const { q } = image(method, doubled, apart, { dt: 1 / count, steps: count });
    return Math.max(...q.map((value, i) => Math.abs(value - truth.q[i])));
  });
  return estimatedOrder({ dt: steps.map((s) => 1 / s), errors });
}

test.each([2, 4] as const)('order %i follows the flow of the bound copies with that order', (order) => {
  expect(Math.abs(orderInDoubledSpace(inDoubledSpace(order)) - order)).toBeLessThan(0.2);
});

test.each([2, 4] as const)('order %i loses it when the length of any of its flows is moved', (order) => {
  for (let i = 0; i < 5; i++) {
    const flows = [0.5, 0.5, 1, 0.5, 0.5];
    flows[i] += 1e-3;
    expect(orderInDoubledSpace(inDoubledSpace(order, flows)), `flow ${i}`).toBeLessThan(order - 0.2);
  }
});

test('the binding keeps the energy of a double pendulum over 1e5 steps, and without it the copies part', () => {
  const swing = (method: Method) => {
    const trajectory = integrate(method, system, start, { dt: 0.025, steps: 100_000, saveEvery: 100 });
    const error = energyError((q, p) => doublePendulum.energy?.(q, p) ?? NaN, trajectory);
    return Math.max(...error) - Math.min(...error);
  };
  expect(swing(tao4)).toBeLessThan(0.1);
  expect(() => swing(tao({ order: 4, omega: 1e-3 }))).toThrow(
    /^tao4: the copies of the state must stay together, but are .* apart; take projected: true/,
  );
});

test('an omega that is not positive is refused', () => {
  expect(() => tao({ order: 2, omega: 0 })).toThrow('tao: omega must be a positive number, but got 0');
});
