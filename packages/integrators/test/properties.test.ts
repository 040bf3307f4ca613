import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adjoint,
  batched,
  compose,
  integrate,
  methods,
  reversibilityDefect,
  splitting,
  symmetrize,
  symplecticityDefect,
  type State,
  type System,
} from '../src/index.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const vector = (n: number, size: number) =>
  fc.array(number(-size, size), { minLength: n, maxLength: n }).map((values) => Float64Array.from(values));

/** H = sum over i of a_i cos(b_i . q) + |L p|^2 / 2, with any a, b and L: separable, smooth, of one to three coordinates. */
const problems = fc.integer({ min: 1, max: 3 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    a: vector(n, 1),
    b: fc.array(vector(n, 1), { minLength: n, maxLength: n }),
    l: fc.array(vector(n, 1), { minLength: n, maxLength: n }),
    state: fc.record({ q: vector(n, 2), p: vector(n, 2) }),
    dt: fc.tuple(number(0.02, 0.2), fc.boolean()).map(([size, back]) => (back ? -size : size)),
  }),
);
type RandomProblem = typeof problems extends fc.Arbitrary<infer T> ? T : never;

const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i], 0);
const systemOf = ({ a, b, l }: RandomProblem): System => ({
  separable: true,
  quadraticKinetic: true,
  dHdq: (q, _p, out) => {
    out.fill(0);
    b.forEach((wave, i) => {
      const slope = -a[i] * Math.sin(dot(wave, q));
      wave.forEach((x, j) => (out[j] += slope * x));
    });
    return out;
  },
  dHdp: (_q, p, out) => {
    out.fill(0);
    for (const row of l) row.forEach((x, j) => (out[j] += dot(row, p) * x));
    return out;
  },
});
const apart = (x: State, y: State) =>
  Math.max(...x.q.map((v, i) => Math.abs(v - y.q[i])), ...x.p.map((v, i) => Math.abs(v - y.p[i])));
const last = ({ q, p }: State, n: number): State => ({ q: q.slice(-n), p: p.slice(-n) });

const method = fc.constantFrom(...Object.values(methods));
const fixedStep = method.filter(({ adaptive }) => !adaptive);
/** Weights of which those of both kinds sum to 1. */
const anyWeights = fc.array(number(-0.4, 0.6), { minLength: 1, maxLength: 5 }).map((free) => {
  const rest = (parity: number) => 1 - free.reduce((sum, w, i) => (i % 2 === parity ? sum + w : sum), 0);
  const next = free.length % 2;
  return [...free, rest(next), rest(1 - next)];
});
/** Weights that read the same from both ends, of which those of both kinds sum to 1. */
const palindromes = fc.array(number(-0.4, 0.6), { minLength: 1, maxLength: 4 }).map((free) => {
  const sum = (parity: number) => free.reduce((total, w, i) => (i % 2 === parity ? total + w : total), 0);
  const next = free.length % 2;
  const half = [...free, 0.5 - sum(next)];
  return [...half, 1 - 2 * sum(1 - next), ...half.toReversed()];
});

describe('for any separable H, state and step', () => {
  test('a method that says so is symplectic, and one that says so returns', () => {
    fc.assert(
      fc.property(problems, method, (problem, tested) => {
        const system = systemOf(problem);
        const { state, dt } = problem;
        if (tested.symplectic) expect(symplecticityDefect(tested, system, state, { dt })).toBeLessThan(1e-10);
        if (tested.reversible) expect(reversibilityDefect(tested, system, state, { dt })).toBeLessThan(1e-12);
      }),
      { numRuns: 200 },
    );
  });

  test('a run in two parts is the run at once', () => {
    fc.assert(
      fc.property(problems, fixedStep, fc.integer({ min: 0, max: 6 }), (problem, tested, cut) => {
        // Between its steps, what Tao's method returns is one of two copies.
        fc.pre(tested.doubled !== true);
        const system = systemOf(problem);
        const { state, dt, n } = problem;
        const whole = integrate(tested, system, state, { dt, steps: 6 });
        const half = integrate(tested, system, state, { dt, steps: cut });
        const rest = integrate(tested, system, last(half, n), { dt, steps: 6 - cut, startTime: cut * dt });
        expect(apart(last(rest, n), last(whole, n))).toBeLessThan(1e-12);
      }),
      { numRuns: 200 },
    );
  });

  test('a batch steps as its trajectories do one by one', () => {
    fc.assert(
      fc.property(
        problems,
        fixedStep,
        fc.array(number(-0.5, 0.5), { minLength: 1, maxLength: 4 }),
        (problem, tested, shifts) => {
          const { state, dt, n } = problem;
          const system = systemOf(problem);
          const starts = shifts.map((by) => ({ q: state.q.map((x) => x + by), p: state.p }));
          const together = integrate(
            tested,
            batched(system, { coordinates: n, trajectories: shifts.length }),
            {
              q: Float64Array.from(starts.flatMap(({ q }) => [...q])),
              p: Float64Array.from(starts.flatMap(({ p }) => [...p])),
            },
            { dt, steps: 3, saveEvery: 3 },
          );
          starts.forEach((start, i) => {
            const alone = integrate(tested, system, start, { dt, steps: 3, saveEvery: 3 });
            const from = n * (shifts.length + i);
            const mine = { q: together.q.slice(from, from + n), p: together.p.slice(from, from + n) };
            // The iterations of an implicit method stop for all trajectories together.
            expect(apart(mine, last(alone, n))).toBeLessThan(1e-13);
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('splittings of any weights are symplectic, their adjoints undo them, and with those they return', () => {
    fc.assert(
      fc.property(problems, anyWeights, fc.constantFrom('kick', 'drift'), (problem, weights, first) => {
        const system = systemOf(problem);
        const { state, dt, n } = problem;
        const any = splitting({ name: 'any', order: 1, first, weights });
        expect(symplecticityDefect(any, system, state, { dt })).toBeLessThan(1e-10);
        const there = last(integrate(any, system, state, { dt, steps: 1 }), n);
        const back = last(integrate(adjoint(any), system, there, { dt: -dt, steps: 1 }), n);
        expect(apart(back, state)).toBeLessThan(1e-12);
        expect(symmetrize(any).reversible).toBe(true);
        expect(reversibilityDefect(symmetrize(any), system, state, { dt })).toBeLessThan(1e-12);
      }),
      { numRuns: 100 },
    );
  });

  test('a splitting whose weights read the same from both ends returns', () => {
    fc.assert(
      fc.property(problems, palindromes, fc.constantFrom('kick', 'drift'), (problem, weights, first) => {
        const whole = splitting({ name: 'any', order: 2, first, weights });
        expect(whole.reversible).toBe(true);
        const { state, dt } = problem;
        expect(reversibilityDefect(whole, systemOf(problem), state, { dt })).toBeLessThan(1e-12);
      }),
      { numRuns: 100 },
    );
  });

  test('a composition is the steps that it is composed of, one after another', () => {
    const lists = fc
      .array(fc.integer({ min: -800, max: 900 }), { minLength: 1, maxLength: 4 })
      // In halves of a thousandth, so that none of them is 0.
      .map((free) => free.map((k) => (2 * k + 1) / 2000))
      .map((free) => [...free, 1 - free.reduce((sum, w) => sum + w, 0)])
      .filter((weights) => weights.every((w) => w !== 0));
    fc.assert(
      fc.property(problems, fixedStep, lists, (problem, base, weights) => {
        fc.pre(base.doubled !== true);
        const system = systemOf(problem);
        const { state, dt, n } = problem;
        let byHand: State = state;
        for (const w of weights) {
          byHand = last(integrate(base, system, byHand, { dt: w * dt, steps: 1 }), n);
        }
        const composed = compose(base, weights, { name: 'composed', order: 1 });
        const found = last(integrate(composed, system, state, { dt, steps: 1 }), n);
        expect(apart(found, byHand)).toBeLessThan(1e-12);
      }),
      { numRuns: 200 },
    );
  });
});
