import { expect, test } from 'vitest';
import { kepler, pendulum } from '../../test/helpers/problems.ts';
import { globalError } from '../../test/helpers/measure.ts';
import { ConvergenceError, NonFiniteError } from '../core/errors.ts';
import { integrate } from '../core/integrate.ts';
import { estimatedOrder } from '../diagnostics/order.ts';
import { adaptiveMethod, dormandPrince54 } from './dormandPrince.ts';
import { solve } from './solve.ts';
import { adaptiveStepping } from './stepping.ts';
import { dormandPrincePair } from './tableau.ts';

const moved = (list: readonly number[], at: number) => list.map((x, i) => (i === at ? x + 1e-3 : x));
const errorAt = (tolerance: number) => {
  const options = { dt: kepler.time, steps: 1, relativeTolerance: tolerance, absoluteTolerance: tolerance };
  const { q } = integrate(dormandPrince54, kepler.system, kepler.start, options);
  return Math.abs(q[2] - kepler.exact(kepler.time).q[0]);
};

test('the error follows the tolerance', () => {
  const errors = [1e-5, 1e-7, 1e-9, 1e-11].map(errorAt);
  errors.forEach((error, i) => expect(error).toBeLessThan(100 * 10 ** (-5 - 2 * i)));
  expect(errors[3]).toBeLessThan(errors[0] / 1e4);
});

test('the dense solution is accurate between its steps, both ways in time', () => {
  for (const time of [1.5, -1.5]) {
    const solution = solve(kepler.system, kepler.start, { time });
    expect(solution.accepted).toBe(solution.t.length - 1);
    for (let k = 0; k <= 37; k++) {
      const t = (k / 37) * time;
      const truth = kepler.exact(t);
      expect(Math.abs(solution.at(t).q[1] - truth.q[1])).toBeLessThan(2e-8);
      expect(Math.abs(solution.at(t).p[0] - truth.p[0])).toBeLessThan(2e-8);
    }
  }
});

/** The order of the values inside steps of fixed length dt, at seven places of each. */
function denseOrder(pair = dormandPrincePair): number {
  const method = adaptiveMethod(pair);
  const dts = [0.4, 0.32, 0.25, 0.2, 0.16];
  const errors = dts.map((dt) => {
    const fixed = { relativeTolerance: 1e300, initialStep: dt, maximumStep: dt };
    const { q, t } = integrate(method, pendulum.system, pendulum.start, { dt: dt / 7, steps: 35, ...fixed });
    return Math.max(...t.map((time, row) => Math.abs(q[row] - pendulum.exact(time).q[0])));
  });
  return estimatedOrder({ dt: dts, errors, floor: 0 });
}

test('dense output has order 4 or more inside the steps, and any wrong weight of it shows', () => {
  expect(denseOrder()).toBeGreaterThan(3.9);
  dormandPrincePair.dense.forEach((_, i) => {
    expect(
      denseOrder({ ...dormandPrincePair, dense: moved(dormandPrincePair.dense, i) }),
      `weight ${i}`,
    ).toBeLessThan(3);
  });
});

/** The order at which the error estimate of one step shrinks: 5 for the difference of orders 5 and 4. */
function estimateOrder(error = dormandPrincePair.error): number {
  const dts = [0.2, 0.16, 0.125, 0.1];
  const pair = { ...dormandPrincePair, error };
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

test('the error estimate shrinks with order 5, and any wrong weight of it shows', () => {
  expect(Math.abs(estimateOrder() - 5)).toBeLessThan(0.3);
  dormandPrincePair.error.forEach((w, i) => {
    if (w !== 0) expect(estimateOrder(moved(dormandPrincePair.error, i)), `weight ${i}`).toBeLessThan(3);
  });
});

test('one step of the first-same-as-last pair begins with the gradient that ended the one before', () => {
  let count = 0;
  const counted = {
    ...pendulum.system,
    dHdq: (...[q, p, out, t]: Parameters<typeof pendulum.system.dHdq>) => (
      count++,
      pendulum.system.dHdq(q, p, out, t)
    ),
  };
  const { accepted, rejected } = solve(counted, pendulum.start, { time: 20 });
  // Two to check the gradients and to start.
  expect(count).toBe(6 * (accepted + rejected) + 2);
});

test('errors name the function, the rule and what it got', () => {
  const { system, start } = pendulum;
  expect(() => solve(system, start, { time: 0 })).toThrow(
    'solve: time must be a finite number other than 0, but got 0',
  );
  expect(() => solve(system, start, { time: 1, relativeTolerance: -1 })).toThrow(
    /relativeTolerance must be greater than 0, but got -1/,
  );
  expect(() => solve(system, start, { time: 1 }).at(2)).toThrow(/between 0 and 1, but got 2/);
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
