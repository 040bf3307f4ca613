import { nonFinite } from '../core/errors.ts';
import type { Method, SolverOptions } from '../core/method.ts';
import { requireOptions, solverOptionNames } from '../core/options.ts';
import { phase, type Phase } from '../core/phase.ts';
import type { State, System } from '../core/system.ts';
import { requireInteger, requireMethod, requireProblem, requireTimeStep } from '../core/validate.ts';

/** A function of the state whose zeros are the event. */
export interface Event {
  readonly of: (q: Float64Array, p: Float64Array, t: number) => number;
  /** Count only zeros where it rises, or where it falls, along the run; `'both'` unless told. */
  readonly crossing?: 'rising' | 'falling' | 'both';
}

/** How far to look for events. */
export interface EventOptions extends SolverOptions {
  /** The time step; negative runs back in time. Two zeros within one step are not seen. */
  readonly dt: number;
  /** Give up after so many steps. */
  readonly maximumSteps: number;
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
}

/** The states at events, row by row of n, and their times. */
export interface EventStates {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly t: Float64Array;
  /** How many steps were taken. */
  readonly steps: number;
}

/**
 * The first `crossings` states of a run at which an event happens: with `of` a coordinate, a Poincaré section.
 *
 * Where `of` changes sign over a step, the step is repeated with a fraction of dt, found by bisection and secants,
 * that lands on the zero: the states are as accurate as the method, to rounding in `of`. A start that is itself a
 * zero does not count. Returns fewer rows when `maximumSteps` come first. Throws as `integrate` does, and a
 * RangeError where `of` gives NaN. Source: M. Hénon, Physica D 5 (1982) 412, doi:10.1016/0167-2789(82)90034-3,
 * for landing on the section by a step of the flow.
 *
 * @example
 * ```ts
 * import { leapfrog, poincareSection } from '@hgn/integrators';
 * const oscillator = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const section = poincareSection(
 *   leapfrog,
 *   oscillator,
 *   { q: Float64Array.of(0), p: Float64Array.of(1) },
 *   { of: (q) => q[0], crossing: 'rising' },
 *   { dt: 0.01, maximumSteps: 10_000, crossings: 3 },
 * );
 * console.log(Array.from(section.t, (t) => (t / (2 * Math.PI)).toFixed(3))); // [ '1.000', '2.000', '3.000' ]
 * ```
 */
export function poincareSection(
  method: Method,
  system: System,
  state: State,
  { of, crossing = 'both' }: Event,
  { dt, maximumSteps, crossings, startTime = 0, ...options }: EventOptions & { readonly crossings: number },
): EventStates {
  const where = 'poincareSection';
  requireMethod(where, method);
  requireOptions(where, options, solverOptionNames, method);
  requireTimeStep(where, 'dt', dt);
  requireInteger(where, 'maximumSteps', maximumSteps, 0);
  requireInteger(where, 'crossings', crossings, 1);
  const n = requireProblem(where, method, system, state, startTime, maximumSteps * dt);
  const span = Math.abs(maximumSteps * dt);
  const [now, before, landing] = [phase(n), phase(n), phase(n)];
  now.q.set(state.q);
  now.p.set(state.p);
  const stepper = method.stepper(system, n, { ...options, span });
  const rows: number[][] = [[], [], []];
  const event = ({ q, p }: Phase, t: number) => {
    const value = of(q, p, t);
    if (Number.isNaN(value))
      throw new RangeError(`${where}: of must give a number, but gave NaN at t = ${t}`);
    return value;
  };
  /** The event after a step of theta * dt from where the last whole step began. */
  const probe = (theta: number, t: number) => {
    landing.all.set(before.all);
    method
      .stepper(system, n, { ...options, span: Math.abs(theta * dt) })
      .advance(landing.q, landing.p, t, theta * dt, 0, 1);
    return event(landing, t + theta * dt);
  };

  let value = event(now, startTime);
  let step = 0;
  while (step < maximumSteps && rows[2].length < crossings) {
    before.all.set(now.all);
    const t = startTime + step * dt;
    if (stepper.advance(now.q, now.p, startTime, dt, step, 1) < 1) {
      throw nonFinite(where, method.name, step, ` (from t = ${t})`);
    }
    step++;
    const next = event(now, startTime + step * dt);
    const rises = value < 0 && next >= 0;
    const falls = value > 0 && next <= 0;
    if ((rises && crossing !== 'falling') || (falls && crossing !== 'rising')) {
      const theta = zero((x) => probe(x, t), value, next);
      probe(theta, t);
      rows[0].push(...landing.q);
      rows[1].push(...landing.p);
      rows[2].push(t + theta * dt);
    }
    value = next;
  }
  const [q, p, t] = rows.map((row) => Float64Array.from(row));
  return { q, p, t, steps: step };
}

/**
 * The state at the first zero of an event: `poincareSection` with one crossing. Its `t` is empty when
 * `maximumSteps` come first.
 *
 * @example
 * ```ts
 * import { integrateUntil, rk4 } from '@hgn/integrators';
 * const ball = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = 10), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const start = { q: Float64Array.of(5), p: Float64Array.of(0) };
 * const { t } = integrateUntil(rk4, ball, start, { of: (q) => q[0] }, { dt: 0.07, maximumSteps: 1000 });
 * console.log(t[0].toFixed(6)); // 1.000000
 * ```
 */
export const integrateUntil = (
  method: Method,
  system: System,
  state: State,
  event: Event,
  options: EventOptions,
): EventStates => poincareSection(method, system, state, event, { ...options, crossings: 1 });

/** Where f, of opposite signs f0 at 0 and f1 at 1, vanishes: the Illinois variant of false position. */
function zero(f: (x: number) => number, f0: number, f1: number): number {
  let [low, high, atLow, atHigh] = [0, 1, f0, f1];
  let x = 1;
  for (let k = 0; k < 100 && atHigh !== 0 && high - low > 4e-16; k++) {
    x = high - (atHigh * (high - low)) / (atHigh - atLow);
    if (!(x > low && x < high)) x = (low + high) / 2;
    const at = f(x);
    if (at === 0) return x;
    if (at > 0 === atHigh > 0) {
      [high, atHigh] = [x, at];
      atLow /= 2;
    } else {
      [low, atLow] = [x, at];
      atHigh /= 2;
    }
  }
  return atHigh === 0 ? high : x;
}
