import { NonFiniteError } from '../core/errors.ts';
import { integrate, type IntegrateOptions } from '../core/integrate.ts';
import type { Method, SolverOptions } from '../core/method.ts';
import { requireOptions, solverOptionNames } from '../core/options.ts';
import type { State, System } from '../core/system.ts';
import {
  requireDivisor,
  requireInteger,
  requireMethod,
  requireProblem,
  requireTimeStep,
} from '../core/validate.ts';
import { runEnsemble, runnerOf, type EnsembleRun } from './runner.ts';

/** How many trajectories there are, how far to follow them and what to keep. */
export interface EnsembleOptions extends SolverOptions {
  readonly trajectories: number;
  /** The time step; negative runs back in time. */
  readonly dt: number;
  /** How many steps: 0 or more. */
  readonly steps: number;
  /** Keep every so many-th state, a divisor of `steps`; the end alone unless told. */
  readonly saveEvery?: number;
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
}

/** The kept states of an ensemble: row r is `q[r * n * trajectories]` and so on, coordinate by coordinate. */
export interface Ensemble {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly t: Float64Array;
  /** `'WebAssembly'`: many at once; `'one by one'`: by `integrate`, some ten times as slow. */
  readonly way: 'WebAssembly' | 'one by one';
  /** The trajectories, by number, that did not stay finite. */
  readonly lost: readonly number[];
}

/**
 * Follows many trajectories of one system at once.
 *
 * The state holds coordinate by coordinate (structure of arrays): coordinate i of trajectory j is
 * `q[i * trajectories + j]`, in the result too, row by row. A system written as a formula (`hamiltonian`) by a splitting
 * method runs as WebAssembly with two trajectories in a vector, sines and exponentials right to 2 units of the last
 * place; all others, and where a page forbids WebAssembly, one by one, and `way` says so. Steps are those of `integrate` but
 * for rounding. A trajectory that is lost, by a step too large, say, does not end the run of the others. Throws as
 * `integrate` does for bad input.
 *
 * @example
 * ```ts
 * import { hamiltonian, leapfrog } from '@hgn/integrators';
 * import { integrateEnsemble } from '@hgn/integrators/ensembles';
 * const pendulum = hamiltonian({ coordinates: 1 }, ({ q, p, sum, product, power, cos, negative }) =>
 *   sum(product(0.5, power(p[0], 2)), negative(cos(q[0]))),
 * );
 * const trajectories = 10_000;
 * const start = { q: Float64Array.from({ length: trajectories }, (_, i) => 3 * (i / trajectories)), p: new Float64Array(trajectories) };
 * const { q, way } = integrateEnsemble(leapfrog, pendulum, start, { trajectories, dt: 0.05, steps: 100 });
 * console.log(q.length, way); // 20000 WebAssembly
 * ```
 */
export function integrateEnsemble(
  method: Method,
  system: System,
  state: State,
  options: EnsembleOptions,
): Ensemble {
  const run = prepare('integrateEnsemble', method, system, state, options);
  const result = emptyResult(state, run);
  const runner = runnerOf(method, system);
  if (runner !== undefined) runEnsemble(runner, state, result, run);
  else {
    const { trajectories, ...rest } = options;
    for (let j = 0; j < trajectories; j++) {
      oneByOne(
        method,
        system,
        trajectory(state, j, run),
        { saveEvery: run.saveEvery, ...rest },
        result,
        j,
        run,
      );
    }
  }
  return finished(result, run, runner === undefined ? 'one by one' : 'WebAssembly');
}

/** Checks what a run is given, and works out its shape. */
export function prepare(
  where: string,
  method: Method,
  system: System,
  state: State,
  options: EnsembleOptions,
): EnsembleRun {
  requireMethod(where, method);
  const names = ['trajectories', 'dt', 'steps', 'saveEvery', 'startTime', ...solverOptionNames];
  requireOptions(where, options, names, method);
  const { trajectories, dt, steps, saveEvery = Math.max(1, steps), startTime = 0 } = options;
  requireInteger(where, 'trajectories', trajectories, 1);
  requireTimeStep(where, 'dt', dt);
  requireInteger(where, 'steps', steps, 0);
  requireDivisor(where, 'saveEvery', saveEvery, steps);
  if (state.q.length % trajectories !== 0) {
    throw new RangeError(
      `${where}: q must hold as many numbers for each of ${trajectories} trajectories, but has ${state.q.length}`,
    );
  }
  requireFinite(where, state);
  const n = state.q.length / trajectories;
  const run = { n, trajectories, rows: steps / saveEvery + 1, dt, saveEvery, startTime };
  requireProblem(where, method, system, trajectory(state, 0, run), startTime, steps * dt);
  return run;
}

/** Rows to be filled. */
export function emptyResult({ q }: State, { rows }: EnsembleRun): State {
  return { q: new Float64Array(rows * q.length), p: new Float64Array(rows * q.length) };
}

/** The result with its times, and which trajectories were lost. */
export function finished(result: State, run: EnsembleRun, way: Ensemble['way']): Ensemble {
  const { trajectories, rows, startTime, saveEvery, dt } = run;
  const t = Float64Array.from({ length: rows }, (_, r) => startTime + r * saveEvery * dt);
  const lost = Array.from({ length: trajectories }, (_, j) => j).filter((j) => !staysFinite(result, j, run));
  return { ...result, t, way, lost };
}

/** The state of trajectory j. */
function trajectory({ q, p }: State, j: number, { n, trajectories }: EnsembleRun): State {
  const pick = (x: Float64Array) => Float64Array.from({ length: n }, (_, i) => x[i * trajectories + j]);
  return { q: pick(q), p: pick(p) };
}

function requireFinite(where: string, state: State): void {
  if (state.q.length !== state.p.length) {
    throw new RangeError(
      `${where}: q and p must have the same length, but got ${state.q.length} and ${state.p.length}`,
    );
  }
  for (const name of ['q', 'p'] as const) {
    const at = state[name].findIndex((x) => !Number.isFinite(x));
    if (at >= 0)
      throw new RangeError(`${where}: ${name} must be finite, but got ${name}[${at}] = ${state[name][at]}`);
  }
}

function oneByOne(
  method: Method,
  system: System,
  state: State,
  options: IntegrateOptions,
  into: State,
  j: number,
  { n, trajectories, rows }: EnsembleRun,
): void {
  let found: State = { q: new Float64Array(n * rows).fill(NaN), p: new Float64Array(n * rows).fill(NaN) };
  try {
    found = integrate(method, system, state, options);
  } catch (error) {
    // Lost, which the result says.
    if (!(error instanceof NonFiniteError)) throw error;
  }
  for (let k = 0; k < n * rows; k++) {
    into.q[k * trajectories + j] = found.q[k];
    into.p[k * trajectories + j] = found.p[k];
  }
}

function staysFinite({ q, p }: State, j: number, { n, trajectories, rows }: EnsembleRun): boolean {
  for (let k = n * (rows - 1); k < n * rows; k++) {
    const [a, b] = [q[k * trajectories + j], p[k * trajectories + j]];
    if (a - a !== 0 || b - b !== 0) return false;
  }
  return true;
}
