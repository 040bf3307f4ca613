import { nonFinite } from './errors.ts';
import type { Method, SolverOptions } from './method.ts';
import { requireOptions, solverOptionNames } from './options.ts';
import { arrays } from './phase.ts';
import type { State, System } from './system.ts';
import {
  requireDivisor,
  requireInteger,
  requireMethod,
  requireProblem,
  requireTimeStep,
} from './validate.ts';

/** How far to integrate and what to keep. */
export interface IntegrateOptions extends SolverOptions {
  /** The time step; negative runs back in time. Of an adaptive method: the interval between outputs. */
  readonly dt: number;
  /** How many steps: 0 or more. */
  readonly steps: number;
  /** Keep every so many-th state, a divisor of `steps`; 1 unless told. */
  readonly saveEvery?: number;
  /** `'backward'` turns the sign of dt; `'forward'` unless told. */
  readonly direction?: 'forward' | 'backward';
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
  /** Called after each step with the live arrays, to be read only; return false to stop there. */
  readonly onStep?: (q: Float64Array, p: Float64Array, t: number, step: number) => boolean | undefined;
}

const optionNames = ['dt', 'steps', 'saveEvery', 'direction', 'startTime', 'onStep', ...solverOptionNames];

/** The kept states, row by row: row r is `q[r * n]` to `q[r * n + n - 1]`, at time `t[r]`; row 0 is the start. */
export interface Trajectory {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly t: Float64Array;
}

/**
 * Follows a Hamiltonian system from the state `{ q, p }` (each of length n) for `steps` steps of `dt`.
 *
 * Returns `q`, `p` of (steps / saveEvery + 1) * n and `t` of steps / saveEvery + 1; the arguments are not changed.
 * Many trajectories at once are one long q and p: see `batched`. Allocates the result and a few rows of n, nothing
 * per step. At the start each gradient is called once or twice to check what it returns. Throws a RangeError or
 * TypeError for bad input, UnsupportedSystemError where the method does not fit the system, NonFiniteError with
 * the step at which the state stopped being finite, ConvergenceError from implicit methods.
 *
 * @example
 * ```ts
 * import { integrate, leapfrog } from '@hgn/integrators';
 * const pendulum = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = Math.sin(q[0])), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
 * const { q, p, t } = integrate(leapfrog, pendulum, start, { dt: 0.1, steps: 1000 });
 * console.log(q.length, p.length, t[1000].toFixed(1)); // 1001 1001 100.0
 * ```
 */
export function integrate(
  method: Method,
  system: System,
  state: State,
  options: IntegrateOptions,
): Trajectory {
  const where = 'integrate';
  requireMethod(where, method);
  requireOptions(where, options, optionNames, method);
  const { steps, saveEvery = 1, direction = 'forward', startTime = 0, onStep } = options;
  requireTimeStep(where, 'dt', options.dt);
  requireInteger(where, 'steps', steps, 0);
  requireDivisor(where, 'saveEvery', saveEvery, steps);
  if (direction !== 'forward' && direction !== 'backward') {
    throw new RangeError(`${where}: direction must be 'forward' or 'backward', but got ${String(direction)}`);
  }
  const dt = direction === 'backward' ? -options.dt : options.dt;
  const n = requireProblem(where, method, system, state, startTime, steps * dt);

  const rows = steps / saveEvery + 1;
  const [allQ, allP] = arrays(2, rows * n);
  const t = new Float64Array(rows);
  const q = Float64Array.from(state.q);
  const p = Float64Array.from(state.p);
  let row = 0;
  const save = (step: number) => {
    // One by one: set() costs more than a step of a small system.
    for (let i = 0; i < n; i++) {
      allQ[row * n + i] = q[i];
      allP[row * n + i] = p[i];
    }
    t[row] = startTime + step * dt;
    row++;
  };
  save(0);

  const stepper = method.stepper(system, n, { ...options, span: Math.abs(steps * dt) });
  const stride = onStep === undefined ? saveEvery : 1;
  for (let step = 0; step < steps; step += stride) {
    const done = stepper.advance(q, p, startTime, dt, step, stride);
    if (done < stride) {
      const at = step + done;
      throw nonFinite(where, method.name, at, ` (from t = ${startTime + at * dt})`);
    }
    const reached = step + stride;
    if (stride === saveEvery || reached % saveEvery === 0) save(reached);
    if (onStep?.(q, p, startTime + reached * dt, reached) === false) {
      return {
        q: allQ.slice(0, row * n),
        p: allP.slice(0, row * n),
        t: t.slice(0, row),
      };
    }
  }
  return { q: allQ, p: allP, t };
}
