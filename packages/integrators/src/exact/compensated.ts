import type { Method } from '../core/method.ts';
import type { Splitting, Stepper } from '../core/stepper.ts';
import { arrays } from '../core/phase.ts';
import { readsTime, type System } from '../core/system.ts';
import { requireFixedSteps } from '../core/validate.ts';
import { clocksOf, closed } from '../splitting/weights.ts';
import { addExactly } from './twoSum.ts';

/**
 * The method with compensated sums: what rounding takes from q and p in a step is added in the next.
 *
 * Rounding errors then grow with the rounding of the changes, a factor dt smaller, and not with that of the state:
 * take it for runs of many steps and for accuracy below 1e-11. The steps are those of the method but for rounding.
 * Costs up to two fifths more where the gradients are cheap. For splittings, Runge-Kutta methods, explicit and implicit, and
 * stormerVerlet; throws a TypeError for others. Source: W. Kahan, Comm. ACM 8 (1965) 40, doi:10.1145/363707.363723.
 *
 * @example
 * ```ts
 * import { compensated, integrate, kahanLi8 } from '@hgn/integrators';
 * const spring = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
 * const options = { dt: Math.PI / 500, steps: 1_000_000, saveEvery: 1_000_000 };
 * const { q } = integrate(compensated(kahanLi8), spring, start, options);
 * console.log(Math.abs(q[1] - 1) < 1e-12); // true
 * ```
 */
export function compensated(method: Method): Method {
  requireFixedSteps('compensated', method);
  const { name, splitting, tableau } = method;
  if (splitting === undefined && tableau === undefined && name !== 'stormerVerlet') {
    throw new TypeError(
      `compensated: the method must be a splitting, a Runge-Kutta method or stormerVerlet, but got ${name}; compensate its base`,
    );
  }
  return {
    ...method,
    name: `compensated ${name}`,
    stepper: (system, n, options) =>
      splitting === undefined
        ? method.stepper(system, n, { ...options, compensated: true })
        : compensatedSplitting(splitting, system, n),
  };
}

/** The loop of the splitting methods with compensated moves. */
function compensatedSplitting({ first, weights }: Splitting, system: System, n: number): Stepper {
  const kickFirst = first === 'kick';
  const all = closed(weights);
  const clocks = clocksOf(all);
  const moves = Float64Array.from(all, (w, i) => (kickFirst === (i % 2 === 0) ? -w : w));
  const [slopeX, slopeY, lostX, lostY] = arrays(4, n);
  const gradientX = kickFirst ? system.dHdq : system.dHdp;
  const gradientY = kickFirst ? system.dHdp : system.dHdq;
  const timedX = readsTime(gradientX);
  const timedY = readsTime(gradientY);
  const last = all.length - 1;
  let carried = false;

  return {
    advance(q, p, start, dt, from, count) {
      const x = kickFirst ? p : q;
      const y = kickFirst ? q : p;
      if (!carried) gradientX.call(system, q, p, slopeX, timedX ? start + from * dt : NaN);
      carried = true;
      const open = moves[0] * dt;
      if (count > 0) addExactly(x, lostX, slopeX, open);
      for (let k = 0; k < count; k++) {
        const t = start + (from + k) * dt;
        let check = 0;
        for (let s = 1; s < last; s += 2) {
          if (timedY) gradientY.call(system, q, p, slopeY, t + clocks[s] * dt);
          else if (kickFirst) system.dHdp(q, p, slopeY, NaN);
          else system.dHdq(q, p, slopeY, NaN);
          check += addExactly(y, lostY, slopeY, moves[s] * dt);
          if (timedX) gradientX.call(system, q, p, slopeX, t + clocks[s + 1] * dt);
          else if (kickFirst) system.dHdq(q, p, slopeX, NaN);
          else system.dHdp(q, p, slopeX, NaN);
          const w = moves[s + 1] * dt + (s + 1 === last && k + 1 < count ? open : 0);
          check += addExactly(x, lostX, slopeX, w);
        }
        if (check !== 0) return k;
      }
      return count;
    },
    reset: () => {
      carried = false;
      lostX.fill(0);
      lostY.fill(0);
    },
  };
}
