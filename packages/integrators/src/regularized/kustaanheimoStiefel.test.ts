import { describe, expect, test } from 'vitest';
import { integrate } from '../core/integrate.ts';
import type { State } from '../core/system.ts';
import { reversibilityDefect, symplecticityDefect } from '../diagnostics/map.ts';
import { estimatedOrder } from '../diagnostics/order.ts';
import { integrateUntil } from '../events/events.ts';
import { keplerOrbit } from '../planetary/keplerOrbit.ts';
import { blanesMoan4, blanesMoanNystrom4 } from '../splitting/fourthOrder.ts';
import { kahanLi8 } from '../splitting/highOrder.ts';
import { extrapolate } from '../../test/helpers/extrapolation.ts';
import { kustaanheimoStiefel, type Regularized } from './kustaanheimoStiefel.ts';

const [mass, attraction] = [0.7, 1.9];
const flat = { q: Float64Array.of(-0.6, 0.8), p: Float64Array.of(0.8, 0.6) };
const deep = { q: Float64Array.of(-0.6, 0.8, 0.5), p: Float64Array.of(0.8, 0.6, 0.2) };
/** W = 0.3 q0^2 + 0.2 q0 q1, in either number of dimensions. */
const perturbation = {
  potential: (q: Float64Array) => 0.3 * q[0] ** 2 + 0.2 * q[0] * q[1],
  dWdq: (q: Float64Array, out: Float64Array) => {
    out.fill(0);
    out[0] = 0.6 * q[0] + 0.2 * q[1];
    out[1] = 0.2 * q[0];
    return out;
  },
};
const plain = {
  separable: true,
  dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => {
    perturbation.dWdq(q, out);
    const r = Math.hypot(...q);
    for (let i = 0; i < q.length; i++) out[i] += (attraction * q[i]) / r ** 3;
    return out;
  },
  dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => {
    for (let i = 0; i < p.length; i++) out[i] = p[i] / mass;
    return out;
  },
};

const landing = ({ system, start, stateAt }: Regularized, time: number, dt: number, method = kahanLi8) => {
  const event = { of: (_u: Float64Array, w: Float64Array) => w[w.length - 1] + time };
  const { q, p } = integrateUntil(method, system, start, event, { dt, maximumSteps: 1e6 });
  return stateAt(q, p);
};
const distance = (a: State, b: State) =>
  Math.max(...a.q.map((x, i) => Math.abs(x - b.q[i])), ...a.p.map((x, i) => Math.abs(x - b.p[i])));

describe.each([
  ['two dimensions', flat],
  ['three dimensions', deep],
])('in %s', (_, state) => {
  test('the start is where it was, with its time', () => {
    for (const side of [1, -1]) {
      const turned = { q: state.q.map((x) => side * x), p: state.p };
      const { start, stateAt } = kustaanheimoStiefel(turned, { mass, attraction, startTime: 2.5 });
      const back = stateAt(start.q, start.p);
      expect(distance(back, turned)).toBeLessThan(1e-15);
      expect(back.t).toBe(2.5);
    }
  });

  test('two bodies alone follow Kepler, and with a perturbation what the plain equations say', () => {
    const alone = landing(kustaanheimoStiefel(state, { mass, attraction }), 3, 0.05);
    const [x, v] = [state.q.slice(), state.q.slice()];
    keplerOrbit({ x: state.q, v: state.p.map((p) => p / mass) }, attraction / mass)(3, x, v);
    expect(distance(alone, { q: x, p: v.map((value) => mass * value) })).toBeLessThan(1e-9);
    const disturbed = landing(kustaanheimoStiefel(state, { mass, attraction, perturbation }), 1.2, 0.02);
    expect(distance(disturbed, extrapolate(plain, state, 1.2))).toBeLessThan(1e-8);
  });

  test('methods keep their order, symplecticity and reversibility', () => {
    const { system, start, stateAt } = kustaanheimoStiefel(state, { mass, attraction, perturbation });
    const counts = [12, 15, 18, 24];
    const errors = counts.map((steps) => {
      const { q, p } = integrate(blanesMoan4, system, start, { dt: 1.3 / steps, steps, saveEvery: steps });
      const end = stateAt(q.slice(-start.q.length), p.slice(-start.q.length));
      return distance(end, extrapolate(plain, state, end.t));
    });
    expect(Math.abs(estimatedOrder({ dt: counts.map((c) => 1 / c), errors }) - 4)).toBeLessThan(0.3);
    expect(symplecticityDefect(blanesMoanNystrom4, system, start, { dt: 0.1 })).toBeLessThan(1e-10);
    expect(reversibilityDefect(blanesMoanNystrom4, system, start, { dt: 0.1, steps: 4 })).toBeLessThan(1e-12);
  });

  test('a wrong sign in a force or a velocity is found', () => {
    const { system, start, stateAt } = kustaanheimoStiefel(state, { mass, attraction, perturbation });
    for (let i = 0; i < start.q.length; i++) {
      const wrong = {
        ...system,
        quadraticKinetic: false,
        dHdq: (u: Float64Array, w: Float64Array, out: Float64Array, t: number) => {
          system.dHdq(u, w, out, t);
          out[i] *= -1;
          return out;
        },
      };
      const end = integrate(kahanLi8, wrong, start, { dt: 0.05, steps: 20, saveEvery: 20 });
      const there = stateAt(end.q.slice(-start.q.length), end.p.slice(-start.q.length));
      expect(distance(there, extrapolate(plain, state, there.t)), `sign of force ${i}`).toBeGreaterThan(1e-3);
    }
  });

  test('a flyby at a millionth of the distance comes out as Kepler has it', () => {
    const incoming = { q: state.q, p: state.q.map((x, i) => -2 * x + (i === 0 ? 1e-3 : 0)) };
    const passed = landing(kustaanheimoStiefel(incoming, { mass, attraction }), 1.5, 0.05);
    const [x, v] = [state.q.slice(), state.q.slice()];
    keplerOrbit({ x: incoming.q, v: incoming.p.map((p) => p / mass) }, attraction / mass)(1.5, x, v);
    expect(distance(passed, { q: x, p: v.map((value) => mass * value) })).toBeLessThan(1e-7);
  });
});

test('states at the centre, of four coordinates, and masses that are not positive are refused', () => {
  const at = (...q: number[]) => ({ q: Float64Array.from(q), p: new Float64Array(q.length) });
  expect(() => kustaanheimoStiefel(at(0, 0), { mass, attraction })).toThrow(
    'kustaanheimoStiefel: q must be two or three coordinates other than 0, but got 0, 0',
  );
  expect(() => kustaanheimoStiefel(at(1, 0, 0, 0), { mass, attraction })).toThrow(/two or three/);
  expect(() => kustaanheimoStiefel(at(1, 0), { mass: -1, attraction })).toThrow(
    'kustaanheimoStiefel: mass must be greater than 0, but got -1',
  );
});
