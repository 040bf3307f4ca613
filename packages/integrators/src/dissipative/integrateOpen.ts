import { nonFinite } from '../core/errors.ts';
import { isFiniteState } from '../core/finite.ts';
import type { State } from '../core/system.ts';
import { requireDivisor, requireInteger, requireState, requireTimeStep } from '../core/validate.ts';
import {
  energyReadsTime,
  type DissipativeMethod,
  type PortHamiltonian,
  type StepBalance,
} from './portHamiltonian.ts';

/** How far to integrate an open system and what to keep. */
export interface IntegrateOpenOptions {
  /** The time step, positive: friction runs forward in time alone. */
  readonly dt: number;
  /** How many steps: 0 or more. */
  readonly steps: number;
  /** Keep every so many-th state, a divisor of `steps`; 1 unless told. */
  readonly saveEvery?: number;
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
}

/** The kept states, row by row, and the energy that went in and out since the start. */
export interface OpenTrajectory {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly t: Float64Array;
  /** H of each kept state. */
  readonly energy: Float64Array;
  /** Energy that the force brought in since the start. */
  readonly work: Float64Array;
  /** Energy that friction took away since the start. */
  readonly loss: Float64Array;
  /** Energy that came of H changing in time since the start. */
  readonly drive: Float64Array;
}

/**
 * Follows a system with friction and forces from `{ q, p }` for `steps` steps of `dt`, with its energy, the work of the
 * force, the loss to friction and what H gains by changing in time: energy - energy[0] is work - loss + drive, to rounding or
 * to the order of the method.
 *
 * Allocates the result and a few rows of n. Throws a RangeError for bad input, NonFiniteError with the step at which the
 * state stopped being finite, ConvergenceError where a step cannot be solved.
 *
 * @example
 * ```ts
 * import { discreteGradient, integrateOpen } from '@hgn/integrators/systems';
 * const sledge = {
 *   energy: (q: Float64Array, p: Float64Array) => p[0] ** 2 / (2 * 3),
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => out.fill(0),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0] / 3), out),
 *   friction: (q: Float64Array, velocity: Float64Array, out: Float64Array) => ((out[0] = 2 * velocity[0]), out),
 *   force: (q: Float64Array, t: number, out: Float64Array) => out.fill(1),
 * };
 * const start = { q: Float64Array.of(0), p: Float64Array.of(0) };
 * const { p, work, loss, energy } = integrateOpen(discreteGradient, sledge, start, { dt: 0.1, steps: 400 });
 * console.log(p[400].toFixed(6), Math.abs(energy[400] - work[400] + loss[400]) < 1e-12); // 1.500000 true
 * ```
 */
export function integrateOpen(
  method: DissipativeMethod,
  system: PortHamiltonian,
  state: State,
  { dt, steps, saveEvery = 1, startTime = 0 }: IntegrateOpenOptions,
): OpenTrajectory {
  const where = 'integrateOpen';
  requireTimeStep(where, 'dt', dt);
  if (dt < 0) throw new RangeError(`${where}: dt must be positive, but got ${dt}; friction has no way back`);
  requireInteger(where, 'steps', steps, 0);
  requireDivisor(where, 'saveEvery', saveEvery, steps);
  const n = requireState(where, state);
  const rows = steps / saveEvery + 1;
  const all = {
    q: new Float64Array(rows * n),
    p: new Float64Array(rows * n),
    t: new Float64Array(rows),
    energy: new Float64Array(rows),
    work: new Float64Array(rows),
    loss: new Float64Array(rows),
    drive: new Float64Array(rows),
  };
  const q = Float64Array.from(state.q);
  const p = Float64Array.from(state.p);
  const balance: StepBalance = { work: 0, loss: 0, drive: 0 };
  const timed = energyReadsTime(system);
  const save = (row: number) => {
    all.q.set(q, row * n);
    all.p.set(p, row * n);
    all.t[row] = startTime + row * saveEvery * dt;
    all.energy[row] = system.energy(q, p, timed ? all.t[row] : NaN);
    all.work[row] = balance.work;
    all.loss[row] = balance.loss;
    all.drive[row] = balance.drive;
  };
  save(0);
  const advance = method.stepper(system, n);
  for (let step = 0; step < steps; step++) {
    const t = startTime + step * dt;
    advance(q, p, t, dt, balance);
    if (!isFiniteState(q, p)) throw nonFinite(where, method.name, step, ` (from t = ${t})`);
    if ((step + 1) % saveEvery === 0) save((step + 1) / saveEvery);
  }
  return all;
}
