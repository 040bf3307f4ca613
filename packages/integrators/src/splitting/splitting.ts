import type { Method, Splitting, Stepper } from '../core/method.ts';
import { readsTime, type System } from '../core/system.ts';
import { isFiniteState } from '../core/finite.ts';
import { genericSplittingStep } from './genericStep.ts';

/** What `splitting` is told of a method. */
export interface SplittingOptions extends Splitting {
  readonly name: string;
  readonly order: number;
  readonly requiresQuadraticKinetic?: boolean;
  readonly summary?: string;
  readonly source?: string;
}

/** The weights of the kicks and of the drifts, padded with zeros so that every stage is a kick, then a drift. */
export function stages({ first, weights }: Splitting): { kicks: Float64Array; drifts: Float64Array } {
  const padded = first === 'kick' ? [...weights] : [0, ...weights];
  if (padded.length % 2 === 1) padded.push(0);
  return {
    kicks: Float64Array.from(padded.filter((_, i) => i % 2 === 0)),
    drifts: Float64Array.from(padded.filter((_, i) => i % 2 === 1)),
  };
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
  const {
    name,
    order,
    first,
    weights,
    requiresQuadraticKinetic = false,
    summary = '',
    source = '',
  } = options;
  const { kicks, drifts } = stages(options);
  for (const [kind, list] of [
    ['kicks', kicks],
    ['drifts', drifts],
  ] as const) {
    const sum = list.reduce((a, b) => a + b, 0);
    if (!(Math.abs(sum - 1) < 1e-12)) {
      throw new RangeError(
        `splitting: the weights of the ${kind} must sum to 1, but those of ${name} sum to ${sum}`,
      );
    }
  }
  const count = (list: Float64Array) => list.filter((w) => w !== 0).length;
  const shared = weights.length % 2;
  const firstKick = first === 'kick' ? 1 : 0;
  return {
    name,
    order,
    requires: 'separable',
    symplectic: true,
    reversible: isPalindromic(options),
    adaptive: false,
    requiresQuadraticKinetic,
    implicit: false,
    evaluations: {
      dHdq: count(kicks) - shared * firstKick,
      dHdp: count(drifts) - shared * (1 - firstKick),
    },
    summary,
    source,
    splitting: { first, weights },
    stepper: (system, n) => splittingStepper(kicks, drifts, shared === 1, system, n),
    genericStep: genericSplittingStep(kicks, drifts, shared === 1),
  };
}

function splittingStepper(
  kicks: Float64Array,
  drifts: Float64Array,
  reuses: boolean,
  system: System,
  n: number,
): Stepper {
  const force = new Float64Array(n);
  const velocity = new Float64Array(n);
  // A gradient that ignores the time is called with a constant: a fresh number would be boxed at every call.
  const kickReadsTime = readsTime(system.dHdq);
  const driftReadsTime = readsTime(system.dHdp);
  const startsWithKick = kicks[0] !== 0;
  let carried = false;

  function advance(
    q: Float64Array,
    p: Float64Array,
    start: number,
    dt: number,
    first: number,
    count: number,
  ): number {
    for (let k = 0; k < count; k++) {
      const t = start + (first + k) * dt;
      let kickClock = 0;
      let driftClock = 0;
      for (let s = 0; s < kicks.length; s++) {
        const kick = kicks[s];
        if (kick !== 0) {
          if (!(carried && s === 0 && startsWithKick)) {
            if (kickReadsTime) system.dHdq(q, p, force, t + driftClock * dt);
            else system.dHdq(q, p, force, NaN);
          }
          const w = kick * dt;
          for (let i = 0; i < n; i++) p[i] -= w * force[i];
          kickClock += kick;
        }
        const drift = drifts[s];
        if (drift !== 0) {
          if (!(carried && s === 0 && !startsWithKick)) {
            if (driftReadsTime) system.dHdp(q, p, velocity, t + kickClock * dt);
            else system.dHdp(q, p, velocity, NaN);
          }
          const w = drift * dt;
          for (let i = 0; i < n; i++) q[i] += w * velocity[i];
          driftClock += drift;
        }
      }
      carried = reuses;
      if (!isFiniteState(q, p)) return k;
    }
    return count;
  }

  return { advance, reset: () => void (carried = false) };
}
