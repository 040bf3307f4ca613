import { expect, test } from 'vitest';
import { forcedPendulum } from '../../test/helpers/problems.ts';
import { conformal } from '../compose/conformal.ts';
import { compose } from '../compose/compose.ts';
import { ConvergenceError, NonFiniteError } from '../core/errors.ts';
import { integrate } from '../core/integrate.ts';
import { methods } from '../methods.ts';
import { tripleJumpWeights } from '../splitting/weights.ts';
import { integrateIn } from './integrateIn.ts';
import type { VectorSpace } from './types.ts';

const numbers: VectorSpace<number> = { add: (a, b) => a + b, scale: (s, a) => s * a, norm: Math.abs };
const forced = {
  separable: true,
  quadraticKinetic: true,
  dHdq: (q: number, _p: number, t: number) => 1.5 * Math.sin(q) - 0.8 * Math.cos(1.7 * t),
  dHdp: (_q: number, p: number) => p / 0.5,
};
const start = { q: 1.2, p: 0.4 };
const composed = compose(methods.implicitMidpoint, tripleJumpWeights(2), { name: 'composed', order: 4 });

test.each([
  ...Object.values(methods),
  composed,
  compose(methods.tao2, tripleJumpWeights(2), { name: 'composed tao', order: 4 }),
  conformal(methods.leapfrog, { damping: 0.3 }),
  conformal(methods.positionVerlet, { damping: 0.3 }),
])(
  '$name over numbers takes the steps that it takes over Float64Array, with a time-dependent H',
  (method) => {
    const fixed = { relativeTolerance: 1e300, initialStep: 0.1, maximumStep: 0.1 };
    const { q, p } = integrate(method, forcedPendulum.system, forcedPendulum.start, {
      dt: 0.1,
      steps: 30,
      ...fixed,
    });
    const states = integrateIn(numbers, method, forced, start, { dt: 0.1, steps: 30 });
    expect(states.length).toBe(31);
    states.forEach((state, i) => {
      expect(Math.abs(state.q - q[i])).toBeLessThan(1e-12);
      expect(Math.abs(state.p - p[i])).toBeLessThan(1e-12);
    });
  },
);

test('a space without a norm takes exactly the iterations asked for', () => {
  const plain: VectorSpace<number> = { add: numbers.add, scale: numbers.scale };
  let count = 0;
  const counted = { ...forced, dHdp: (q: number, p: number) => (count++, forced.dHdp(q, p)) };
  integrateIn(plain, methods.implicitMidpoint, counted, start, { dt: 0.1, steps: 3, iterations: 5 });
  expect(count).toBe(3 * 6);
});

test('a space with a norm throws when the equations of a step do not settle', () => {
  const stiff = { separable: false, dHdq: (q: number) => 1e4 * q, dHdp: (_q: number, p: number) => p };
  expect(() => integrateIn(numbers, methods.implicitMidpoint, stiff, start, { dt: 1, steps: 1 })).toThrow(
    ConvergenceError,
  );
});

test('scalars that are not numbers need multiply, and tao needs numbers', () => {
  const boxed: VectorSpace<number, { dt: number }> = {
    add: (a, b) => a + b,
    scale: (s, a) => (typeof s === 'number' ? s : s.dt) * a,
  };
  const system = { separable: true, dHdq: (q: number) => Math.sin(q), dHdp: (_q: number, p: number) => p };
  const options = { dt: { dt: 0.1 }, steps: 2 };
  expect(() => integrateIn(boxed, methods.leapfrog, system, start, options)).toThrow(/must have multiply/);
  const whole = { ...boxed, multiply: (c: number, { dt }: { dt: number }) => ({ dt: c * dt }) };
  expect(integrateIn(whole, methods.leapfrog, system, start, options)[2]).toEqual(
    integrateIn(numbers, methods.leapfrog, system, start, { dt: 0.1, steps: 2 })[2],
  );
  expect(() => integrateIn(whole, methods.tao2, system, start, options)).toThrow(
    /need a dt that is a number/,
  );
  expect(() =>
    integrateIn(whole, conformal(methods.leapfrog, { damping: 1 }), system, start, options),
  ).toThrow(/needs its exponential/);
});

test('a space with a norm reports the step in which the state stopped being finite', () => {
  const cliff = { ...forced, dHdq: (q: number) => (q < 1 ? NaN : 1) };
  let caught: unknown;
  try {
    integrateIn(numbers, methods.leapfrog, cliff, { q: 1.1, p: 0 }, { dt: 0.1, steps: 20 });
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(NonFiniteError);
  // q falls by t^2 and passes 1 in the fourth step.
  expect((caught as NonFiniteError).step).toBe(3);
});

test('bad input is named', () => {
  const go = (options: { dt: number; steps: number }) =>
    integrateIn(numbers, methods.leapfrog, forced, start, options);
  expect(() => go({ dt: 0, steps: 1 })).toThrow(
    'integrateIn: dt must be a finite number other than 0, but got 0',
  );
  expect(() => go({ dt: 0.1, steps: 0.5 })).toThrow(
    'integrateIn: steps must be an integer of at least 0, but got 0.5',
  );
});
