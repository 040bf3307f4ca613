import type { Method } from '../core/method.ts';
import type { Splitting, Stepper } from '../core/stepper.ts';
import { arrays } from '../core/phase.ts';
import { readsTime, type System } from '../core/system.ts';
import { requireUnitSum } from '../core/validate.ts';
import { genericSplittingStep } from './genericStep.ts';
import { nystrom } from './nystrom.ts';
import { clocksOf, closed } from './weights.ts';

/** What `splitting` is told of a method. */
export interface SplittingOptions extends Splitting {
  readonly name: string;
  readonly order: number;
  readonly requiresQuadraticKinetic?: boolean;
  readonly source?: string;
}

/** Whether a splitting reads the same from both ends, which makes it reversible. */
export const isPalindromic = ({ weights }: Splitting): boolean =>
  weights.length % 2 === 1 && weights.every((w, i) => w === weights[weights.length - 1 - i]);

/**
 * A symplectic method for H = V(q) + K(p) from the weights of its kicks and drifts.
 *
 * Cost per step: one gradient per weight; where the first and the last are of the same kind, the last gradient of
 * a step serves the next one too. With a time-dependent H, kicks read a clock that the drifts move on, and drifts
 * one that the kicks move on, which keeps the order. Throws a RangeError unless the weights of the kicks and those
 * of the drifts each sum to 1.
 *
 * @example
 * ```ts
 * import { splitting } from '@hgn/integrators';
 * const leapfrog = splitting({ name: 'leapfrog', order: 2, first: 'kick', weights: [0.5, 1, 0.5] });
 * console.log(leapfrog.reversible); // true
 * ```
 */
export function splitting(options: SplittingOptions): Method {
  const { name, first, weights } = options;
  for (const kind of ['kick', 'drift'] as const) {
    const parity = kind === first ? 0 : 1;
    requireUnitSum(
      'splitting',
      `weights of the ${kind}s of ${name}`,
      weights.filter((_, i) => i % 2 === parity),
    );
  }
  const method = plainSplitting(options);
  return options.requiresQuadraticKinetic === true ? nystrom(method) : method;
}

/** `splitting` of weights known to be good, for any separable H: what a bundle with leapfrog alone needs of it. */
export function plainSplitting(options: SplittingOptions): Method {
  const { name, order, first, weights, source = '' } = options;
  // Where there is one more of a kind, two steps share its gradient.
  const evaluations = weights.length >> 1;
  return {
    name,
    order,
    requires: 'separable',
    symplectic: true,
    reversible: isPalindromic(options),
    adaptive: false,
    requiresQuadraticKinetic: false,
    implicit: false,
    evaluations: { dHdq: evaluations, dHdp: evaluations },
    source,
    splitting: { first, weights },
    stepper: (system, n) => system.splittingStepper?.(options) ?? splittingStepper(options, system, n),
    genericStep: genericSplittingStep(options),
  };
}

/**
 * The loop of all splitting methods. `x` is what the first weights move and `y` the other: p and q where a kick
 * comes first, q and p where a drift does. A gradient at the end of a step is that at the beginning of the next,
 * so the last move of x in a step and the first in the next are made as one.
 */
function splittingStepper({ first, weights }: Splitting, system: System, n: number): Stepper {
  const kickFirst = first === 'kick';
  const all = closed(weights);
  const clocks = clocksOf(all);
  const moves = Float64Array.from(all, (w, i) => (kickFirst === (i % 2 === 0) ? -w : w));
  const gradientX = kickFirst ? system.dHdq : system.dHdp;
  const gradientY = kickFirst ? system.dHdp : system.dHdq;
  // A gradient that ignores the time is called with a constant: a fresh number would be boxed at every call.
  const timedX = readsTime(gradientX);
  const timedY = readsTime(gradientY);
  const [slopeX, slopeY] = arrays(2, n);
  const last = all.length - 1;
  let carried = false;

  function advance(
    q: Float64Array,
    p: Float64Array,
    start: number,
    dt: number,
    from: number,
    count: number,
  ): number {
    // Calls by name and local names: both are what V8 makes fast code of.
    const [gx, gy] = [slopeX, slopeY];
    const x = kickFirst ? p : q;
    const y = kickFirst ? q : p;
    if (!carried) gradientX.call(system, q, p, gx, timedX ? start + from * dt : NaN);
    carried = true;
    const open = moves[0] * dt;
    if (count > 0) move(x, open, gx);
    for (let k = 0; k < count; k++) {
      const t = start + (from + k) * dt;
      let check = 0;
      for (let s = 1; s < last; s += 2) {
        if (timedY) gradientY.call(system, q, p, gy, t + clocks[s] * dt);
        else if (kickFirst) system.dHdp(q, p, gy, NaN);
        else system.dHdq(q, p, gy, NaN);
        check += move(y, moves[s] * dt, gy);
        if (timedX) gradientX.call(system, q, p, gx, t + clocks[s + 1] * dt);
        else if (kickFirst) system.dHdq(q, p, gx, NaN);
        else system.dHdp(q, p, gx, NaN);
        check += move(x, moves[s + 1] * dt + (s + 1 === last && k + 1 < count ? open : 0), gx);
      }
      if (check !== 0) return k;
    }
    return count;
  }

  return { advance, reset: () => void (carried = false) };
}

/** x += w * slope, by twos; returns 0 just where x is finite after it. */
function move(x: Float64Array, w: number, slope: Float64Array): number {
  const n = x.length;
  let check = 0;
  let i = n & 1;
  if (i === 1) {
    const v = (x[0] += w * slope[0]);
    check = v - v;
  }
  for (; i < n; i += 2) {
    const u = (x[i] += w * slope[i]);
    const v = (x[i + 1] += w * slope[i + 1]);
    check += u - u + (v - v);
  }
  return check;
}
