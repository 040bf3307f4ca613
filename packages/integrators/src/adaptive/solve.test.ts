import { describe, expect, test } from 'vitest';
import { kepler, pendulum } from '../../test/helpers/problems.ts';
import { globalError } from '../../test/helpers/measure.ts';
import { ConvergenceError, NonFiniteError } from '../core/errors.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import type { System } from '../core/system.ts';
import { estimatedOrder } from '../diagnostics/order.ts';
import { adaptiveMethod } from './adaptiveMethod.ts';
import { dormandPrince54Pair } from './dormandPrince54Pair.ts';
import { dormandPrince853Pair } from './dormandPrince853Pair.ts';
import { dormandPrince54, dormandPrince853, tsitouras54 } from './methods.ts';
import type { AdaptivePair } from './pair.ts';
import { solve } from './solve.ts';
import { adaptiveStepping } from './stepping.ts';
import { tsitouras54Pair } from './tsitouras54Pair.ts';

const pairs = [dormandPrince54Pair, tsitouras54Pair, dormandPrince853Pair];
const adaptive = [dormandPrince54, tsitouras54, dormandPrince853];
const moved = (list: readonly number[], at: number) => list.map((x, i) => (i === at ? x + 1e-3 : x));
const errorAt = (method: Method, tolerance: number) => {
  const options = { dt: kepler.time, steps: 1, relativeTolerance: tolerance, absoluteTolerance: tolerance };
  const { q } = integrate(method, kepler.system, kepler.start, options);
  return Math.abs(q[2] - kepler.exact(kepler.time).q[0]);
};

describe.each(adaptive)('$name', (method) => {
  test('its error follows the tolerance', () => {
    const errors = [1e-5, 1e-7, 1e-9, 1e-11].map((tolerance) => errorAt(method, tolerance));
    errors.forEach((error, i) => expect(error).toBeLessThan(100 * 10 ** (-5 - 2 * i)));
    expect(errors[3]).toBeLessThan(errors[0] / 1e4);
  });

  test('its dense solution is accurate between its steps, both ways in time', () => {
    for (const time of [1.5, -1.5]) {
      const solution = solve(kepler.system, kepler.start, { time, method });
      expect(solution.accepted).toBe(solution.t.length - 1);
      for (let k = 0; k <= 37; k++) {
        const t = (k / 37) * time;
        const truth = kepler.exact(t);
        expect(Math.abs(solution.at(t).q[1] - truth.q[1])).toBeLessThan(2e-8);
        expect(Math.abs(solution.at(t).p[0] - truth.p[0])).toBeLessThan(2e-8);
      }
    }
  });

  test('its solution holds the states after the steps, and between them what integrate gives', () => {
    const { t, q, p, at } = solve(pendulum.system, pendulum.start, { time: 4, method, startTime: 3 });
    expect([t[0], t[t.length - 1]]).toEqual([3, 7]);
    expect([at(t[5]).q[0], at(t[5]).p[0]]).toEqual([q[5], p[5]]);
    const rows = integrate(method, pendulum.system, pendulum.start, { dt: 0.05, steps: 80, startTime: 3 });
    rows.t.forEach((time, r) => expect(Math.abs(at(time).q[0] - rows.q[r])).toBeLessThan(1e-14));
    const end = solve(pendulum.system, pendulum.start, { time: 4, method, startTime: 3, keep: 'end' });
    expect([...end.q]).toEqual([q[0], q[q.length - 1]]);
    expect([...end.t]).toEqual([3, 7]);
  });

  test('it asks no gradient outside of the span, both ways in time', () => {
    for (const sign of [1, -1]) {
      const times: number[] = [];
      const watched: System = {
        separable: true,
        dHdq: (q, _p, out, t) => (times.push(t), (out[0] = q[0]), out),
        dHdp: (_q, p, out, t) => (times.push(t), (out[0] = p[0]), out),
      };
      const span = 5.3 * sign;
      for (const startTime of [0, 11]) {
        times.length = 0;
        solve(watched, pendulum.start, { time: span, method, startTime }).at(startTime + span / 3);
        integrate(method, watched, pendulum.start, { dt: span / 7, steps: 7, startTime });
        const from = times.map((t) => sign * (t - startTime));
        expect(Math.min(...from)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...times.map((t) => sign * t))).toBeLessThanOrEqual(sign * (startTime + span));
      }
    }
  });

  test('a start time far from zero changes nothing for a system that does not read it', () => {
    const near = solve(pendulum.system, pendulum.start, { time: 4, method });
    for (const startTime of [1.7e12, -1e17]) {
      const far = solve(pendulum.system, pendulum.start, { time: 4, method, startTime });
      expect([...far.q]).toEqual([...near.q]);
      const rows = (from: number) =>
        integrate(method, pendulum.system, pendulum.start, { dt: 0.1, steps: 40, startTime: from });
      expect([...rows(startTime).q]).toEqual([...rows(0).q]);
    }
  });
});

/** The order of the values inside steps of fixed length dt, at seven places of each. */
function denseOrder(pair: AdaptivePair): number {
  const method = adaptiveMethod(pair);
  const dts = pair.order === 8 ? [1, 0.8, 0.625, 0.5] : [0.4, 0.32, 0.25, 0.2, 0.16];
  const errors = dts.map((dt) => {
    const fixed = { relativeTolerance: 1e300, initialStep: dt, maximumStep: dt };
    const { q, t } = integrate(method, pendulum.system, pendulum.start, { dt: dt / 7, steps: 35, ...fixed });
    return Math.max(...t.map((time, row) => Math.abs(q[row] - pendulum.exact(time).q[0])));
  });
  return estimatedOrder({ dt: dts, errors, floor: 0 });
}

test.each(pairs)('dense output of $name has its order, and any wrong weight of it shows', (pair) => {
  const order = pair.order === 8 ? 6.8 : 3.9;
  const right = denseOrder(pair);
  expect(right).toBeGreaterThan(order);
  pair.dense.forEach((row, j) => {
    row.forEach((w, i) => {
      if (w === 0) return;
      const dense = pair.dense.map((other, k) => (k === j ? moved(row, i) : other));
      expect(denseOrder({ ...pair, dense }), `weight ${j} ${i}`).toBeLessThan(right - 0.4);
    });
  });
});

/** The order at which the error estimate of one step shrinks: 5 for the difference of orders 5 and 4. */
function estimateOrder(pair: AdaptivePair): number {
  const dts = pair.order === 8 ? [0.32, 0.25, 0.2, 0.16] : [0.2, 0.16, 0.125, 0.1];
  const errors = dts.map((dt) => {
    // The tolerance at which the step is just refused is the estimate itself.
    let [low, high] = [1e-16, 1];
    for (let k = 0; k < 60; k++) {
      const tolerance = Math.sqrt(low * high);
      const options = { absoluteTolerance: tolerance, relativeTolerance: 1e-300, initialStep: dt };
      const stepping = adaptiveStepping(pendulum.system, 1, options, pair);
      stepping.begin(pendulum.start.q, pendulum.start.p, 0, 1);
      stepping.step();
      if (stepping.last.rejected === 0) high = tolerance;
      else low = tolerance;
    }
    return high;
  });
  return estimatedOrder({ dt: dts, errors, floor: 0 });
}

test.each(pairs)(
  'the error estimate of $name shrinks with its order, and any wrong weight of it shows',
  (pair) => {
    // The two estimates of dormandPrince853 blend into the eighth order only at steps whose error is rounding.
    expect(Math.abs(estimateOrder(pair) - pair.estimateOrder)).toBeLessThan(pair.order === 8 ? 0.8 : 0.3);
    pair.estimates[0].forEach((w, i) => {
      if (w === 0) return;
      const estimates = [moved(pair.estimates[0], i), ...pair.estimates.slice(1)];
      expect(estimateOrder({ ...pair, estimates }), `weight ${i}`).toBeLessThan(3);
    });
  },
);

test('one step of the first-same-as-last pair begins with the gradient that ended the one before', () => {
  let count = 0;
  const counted = {
    ...pendulum.system,
    dHdq: (...[q, p, out, t]: Parameters<typeof pendulum.system.dHdq>) => (
      count++,
      pendulum.system.dHdq(q, p, out, t)
    ),
  };
  for (const method of adaptive) {
    count = 0;
    const { accepted, rejected } = solve(counted, pendulum.start, { time: 20, method });
    // One to check the gradients, and two to find a first step.
    expect(count).toBe(method.evaluations.dHdq * (accepted + rejected) + 3);
  }
});

test('errors name the function, the rule and what it got', () => {
  const { system, start } = pendulum;
  expect(() => solve(system, start, { time: 0 })).toThrow(
    'solve: time must be a finite number other than 0, but got 0',
  );
  expect(() => solve(system, start, { time: 1, relativeTolerance: -1 })).toThrow(
    /relativeTolerance must be greater than 0, but got -1/,
  );
  expect(() => solve(system, start, { time: 1, rtol: 1e-3 } as never)).toThrow(
    /options must be among time, .*relativeTolerance.*, but got rtol/,
  );
  expect(() => solve(system, start, { time: 1, method: 'tsitouras54' as never })).toThrow(
    'method must be a method, but got tsitouras54; take methods.leapfrog',
  );
  expect(() => solve(system, start, { time: 1 }).at(2)).toThrow(/between 0 and 1, but got 2/);
  expect(() => solve(system, start, { time: 1, keep: 'end' }).at(0.5)).toThrow(/leave keep out/);
  const falls = {
    ...system,
    dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => (
      (out[0] = q[0] > 0.5 ? 1 / Math.sqrt(q[0] - 0.5) : NaN),
      out
    ),
  };
  expect(() => solve(falls, start, { time: 10 })).toThrow(NonFiniteError);
  expect(() => globalErrorOfCollision()).toThrow(ConvergenceError);
  expect(globalError(dormandPrince54, pendulum, 64)).toBeLessThan(1e-6);
});

test('where the time itself is too coarse, the advice is to count it from nearer', () => {
  const shaken: System = {
    separable: true,
    dHdq: (q, _p, out, t) => ((out[0] = q[0] + Math.sin(40 * t)), out),
    dHdp: (_q, p, out) => ((out[0] = p[0]), out),
  };
  expect(() => solve(shaken, pendulum.start, { time: 5, startTime: 1e17 })).toThrow(
    /solve: startTime must be nearer to 0 .*, but got 100000000000000000; count time from another origin/,
  );
});
/** A body falling straight into the centre of 1 / |q|, where no step is short enough. */
function globalErrorOfCollision() {
  const system = {
    separable: true,
    dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => (
      (out[0] = Math.sign(q[0]) / q[0] ** 2),
      out
    ),
    dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
  };
  return solve(system, { q: Float64Array.of(1), p: Float64Array.of(0) }, { time: 3 });
}
