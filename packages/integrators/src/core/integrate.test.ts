import { describe, expect, test } from 'vitest';
import { doublePendulum, henonHeiles, pendulum, relativistic } from '../../test/helpers/problems.ts';
import { methods } from '../methods.ts';
import { batched } from './batched.ts';
import { NonFiniteError, UnsupportedSystemError } from './errors.ts';
import { integrate } from './integrate.ts';
import type { System } from './system.ts';

const { system, start } = pendulum;
const run = (options: object, state = start, tested: System = system) =>
  integrate(methods.leapfrog, tested, state, { dt: 0.1, steps: 4, ...options });

describe('what comes back', () => {
  test('rows stand at multiples of saveEvery * dt, the start among them', () => {
    const every = run({ steps: 6 });
    const second = run({ steps: 6, saveEvery: 2 });
    expect(every.q.length).toBe(7);
    expect([...second.q]).toEqual([every.q[0], every.q[2], every.q[4], every.q[6]]);
    second.t.forEach((t, row) => expect(t).toBeCloseTo(0.2 * row, 14));
  });

  test('no steps give the start, and the arguments are never changed', () => {
    expect([...run({ steps: 0 }).q]).toEqual([start.q[0]]);
    expect(start.q[0]).toBe(1.2);
  });

  test('running backward is running forward with -dt', () => {
    expect(run({ direction: 'backward' })).toEqual(run({ dt: -0.1 }));
  });

  test('onStep sees every step and stops the run by returning false', () => {
    const seen: number[] = [];
    const { t } = run({
      steps: 100,
      saveEvery: 2,
      startTime: 5,
      onStep: (_q: Float64Array, _p: Float64Array, time: number, step: number) => {
        seen.push(time);
        return step < 7;
      },
    });
    expect(seen.length).toBe(7);
    expect(seen[6]).toBeCloseTo(5.7, 12);
    expect(t.length).toBe(4);
  });

  test('a method keeps this of a gradient that is a method of a class', () => {
    class Spring {
      readonly separable = true;
      readonly k = 3;
      dHdq(q: Float64Array, _p: Float64Array, out: Float64Array) {
        out[0] = this.k * q[0];
        return out;
      }
      dHdp(_q: Float64Array, p: Float64Array, out: Float64Array) {
        out[0] = p[0] / this.k;
        return out;
      }
    }
    for (const method of Object.values(methods)) {
      if (method.requiresQuadraticKinetic) continue;
      expect(integrate(method, new Spring(), start, { dt: 0.1, steps: 3 }).q.every(Number.isFinite)).toBe(
        true,
      );
    }
  });

  test('leapfrog costs one dHdq and one dHdp per step, beside those that check the system and begin', () => {
    const count = (steps: number) => {
      const calls = { dHdq: 0, dHdp: 0 };
      const counted: System = {
        separable: true,
        dHdq: (q, p, out, t) => (calls.dHdq++, system.dHdq(q, p, out, t)),
        dHdp: (q, p, out, t) => (calls.dHdp++, system.dHdp(q, p, out, t)),
      };
      run({ steps }, start, counted);
      return calls;
    };
    const [few, many] = [count(10), count(110)];
    expect({ dHdq: many.dHdq - few.dHdq, dHdp: many.dHdp - few.dHdp }).toEqual({ dHdq: 100, dHdp: 100 });
    expect(few.dHdq).toBeLessThan(14);
  });

  test('the evaluations that a method declares are those that it makes', () => {
    for (const method of Object.values(methods)) {
      if (method.implicit || method.adaptive) continue;
      const calls = { dHdq: 0, dHdp: 0 };
      const counted: System = {
        ...system,
        dHdq: (q, p, out, t) => (calls.dHdq++, system.dHdq(q, p, out, t)),
        dHdp: (q, p, out, t) => (calls.dHdp++, system.dHdp(q, p, out, t)),
      };
      const stepper = method.stepper(counted, 1);
      const [q, p] = [start.q.slice(), start.p.slice()];
      stepper.advance(q, p, 0, 0.1, 0, 1);
      const first = { ...calls };
      stepper.advance(q, p, 0, 0.1, 1, 10);
      expect(
        { dHdq: (calls.dHdq - first.dHdq) / 10, dHdp: (calls.dHdp - first.dHdp) / 10 },
        method.name,
      ).toEqual(method.evaluations);
    }
  });
});

test('a batch of trajectories steps as each of them does alone', () => {
  const many = batched(henonHeiles.system, { coordinates: 2, trajectories: 3 });
  const state = {
    q: Float64Array.of(0.1, 0.2, -0.2, 0.1, 0, 0.3),
    p: Float64Array.of(0.3, 0, 0.1, 0.2, 0, -0.1),
  };
  const together = integrate(methods.yoshida4, many, state, { dt: 0.1, steps: 20, saveEvery: 20 });
  for (let i = 0; i < 3; i++) {
    const one = { q: state.q.slice(2 * i, 2 * i + 2), p: state.p.slice(2 * i, 2 * i + 2) };
    const alone = integrate(methods.yoshida4, henonHeiles.system, one, { dt: 0.1, steps: 20, saveEvery: 20 });
    expect([...together.q.slice(6 + 2 * i, 8 + 2 * i)]).toEqual([...alone.q.slice(2)]);
  }
  expect(() => batched(system, { coordinates: 0, trajectories: 1 })).toThrow(
    /coordinates must be an integer of at least 1, but got 0/,
  );
  expect(() => integrate(methods.rk4, many, start, { dt: 0.1, steps: 1 })).toThrow(
    /3 trajectories of 2 coordinates, but got 1/,
  );
});

describe('errors say function, rule and what they got', () => {
  test.each([
    [{ dt: 0 }, 'integrate: dt must be a finite number other than 0, but got 0'],
    [{ dt: NaN }, 'integrate: dt must be a finite number other than 0, but got NaN'],
    [{ dt: Infinity }, 'dt must be a finite number other than 0, but got Infinity'],
    [{ steps: -1 }, 'integrate: steps must be an integer of at least 0, but got -1'],
    [{ steps: 1.5 }, 'steps must be an integer of at least 0, but got 1.5'],
    [{ saveEvery: 0 }, 'saveEvery must be an integer of at least 1, but got 0'],
    [{ saveEvery: 3 }, 'saveEvery must divide steps, but got 3 and 4'],
  ])('options %o', (options, message) => {
    expect(() => run(options)).toThrow(message);
  });

  test('q and p of different lengths, empty or not finite', () => {
    expect(() => run({}, { q: Float64Array.of(1, 2), p: Float64Array.of(1) })).toThrow(
      'integrate: q and p must have the same length, at least 1, but got 2 and 1',
    );
    expect(() => run({}, { q: new Float64Array(0), p: new Float64Array(0) })).toThrow(/got 0 and 0/);
    expect(() => run({}, { q: Float64Array.of(1), p: Float64Array.of(NaN) })).toThrow(
      'p must be finite, but got p[0] = NaN',
    );
  });

  test('a gradient that returns the wrong length, nothing, NaN, or leaves a coordinate out', () => {
    const two = { q: Float64Array.of(1, 2), p: Float64Array.of(1, 2) };
    expect(() => run({}, start, { ...system, dHdq: () => new Float64Array(3) })).toThrow(
      'integrate: dHdq must fill and return out (length 1), but it returned another array, of length 3',
    );
    expect(() => run({}, start, { ...system, dHdp: (() => undefined) as never })).toThrow(
      /dHdp must fill and return out .* returned undefined/,
    );
    expect(() => run({}, start, { ...system, dHdp: (_q, _p, out) => out.fill(NaN) })).toThrow(
      /dHdp must be finite, but got dHdp\[0\] = NaN/,
    );
    expect(() => run({}, two)).toThrow(/dHdq must be finite, but got dHdq\[1\] = NaN/);
  });

  test('a gradient that hides that it reads the time is not integrated at a wrong time', () => {
    const hidden: System = {
      ...system,
      dHdq: (q, _p, out, ...[t]) => ((out[0] = q[0] + t), out),
    };
    expect(() => run({}, start, hidden)).toThrow(/must declare t as its fourth parameter/);
  });

  test('NaN in the middle of a run is reported with the step in which it began', () => {
    const cliff: System = { ...system, dHdq: (q, _p, out) => ((out[0] = q[0] < 1 ? NaN : 1), out) };
    for (const method of Object.values(methods)) {
      if (method.adaptive) continue;
      const good = integrate(method, { ...system, dHdq: (_q, _p, out) => ((out[0] = 1), out) }, start, {
        dt: 0.1,
        steps: 20,
      });
      let caught: unknown;
      try {
        integrate(method, cliff, start, { dt: 0.1, steps: 20, saveEvery: 10 });
      } catch (error) {
        caught = error;
      }
      const first = good.q.findIndex((q) => q < 1) - 1;
      expect(caught, method.name).toBeInstanceOf(NonFiniteError);
      const { step, message } = caught as NonFiniteError;
      expect(Math.abs(step - first), `${method.name}: ${message}`).toBeLessThanOrEqual(1);
      expect(message).toContain(`in step ${step}`);
    }
  });

  test('a H that does not separate is refused by the methods that need it to, with the alternatives named', () => {
    for (const method of Object.values(methods)) {
      const go = () => integrate(method, doublePendulum.system, doublePendulum.start, { dt: 0.01, steps: 1 });
      if (method.requires === 'general') expect(go, method.name).not.toThrow();
      else {
        expect(go, method.name).toThrow(UnsupportedSystemError);
        for (const other of Object.values(methods)) {
          if (other.requires === 'general' && other.order > 1 && other.name !== 'explicitMidpoint')
            expect(go).toThrow(other.name);
        }
      }
    }
  });

  test('a system that says that it separates and does not is found out', () => {
    const liar = { ...doublePendulum.system, separable: true };
    expect(() => integrate(methods.leapfrog, liar, doublePendulum.start, { dt: 0.01, steps: 1 })).toThrow(
      /dHdq that ignores p/,
    );
  });

  test('Nyström methods refuse a K that is not quadratic, declared or found', () => {
    const lying = { ...relativistic.system, quadraticKinetic: true };
    const { start: state } = relativistic;
    for (const method of Object.values(methods).filter((m) => m.requiresQuadraticKinetic)) {
      expect(() => integrate(method, relativistic.system, state, { dt: 0.1, steps: 1 })).toThrow(
        /but got quadraticKinetic: undefined/,
      );
      expect(() => integrate(method, lying, state, { dt: 0.1, steps: 1 })).toThrow(/dHdp is not linear in p/);
    }
  });
});
