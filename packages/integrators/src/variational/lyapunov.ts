import { nonFinite } from '../core/errors.ts';
import { integrate, type IntegrateOptions } from '../core/integrate.ts';
import type { Method, SolverOptions } from '../core/method.ts';
import { requireOptions, solverOptionNames } from '../core/options.ts';
import type { State, System } from '../core/system.ts';
import {
  requireDivisor,
  requireInteger,
  requireMethod,
  requireProblem,
  requireState,
  requireTimeStep,
} from '../core/validate.ts';
import { variational, type CurvatureOptions } from './variational.ts';

/** Which map to differentiate. */
export type TangentMapOptions = Omit<IntegrateOptions, 'saveEvery' | 'onStep'> & CurvatureOptions;

/**
 * The tangent map: the derivative of the state after `steps` steps by the state at the start, (2 n) x (2 n) row by
 * row in the order q, p, by the variational equations.
 *
 * Cost: one run of the system with 2 n tangent vectors. Throws as `integrate` does.
 *
 * @example
 * ```ts
 * import { leapfrog, tangentMap } from '@hgn/integrators';
 * const oscillator = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = 3 * q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0] / 2), out),
 * };
 * const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
 * const [a, b, c, d] = tangentMap(leapfrog, oscillator, start, { dt: 0.1, steps: 50 });
 * console.log((a * d - b * c).toFixed(9)); // 1.000000000
 * ```
 */
export function tangentMap(
  method: Method,
  system: System,
  state: State,
  options: TangentMapOptions,
): Float64Array {
  const n = requireState('tangentMap', state);
  const size = 2 * n;
  const lifted = variational(system, { ...options, coordinates: n, vectors: size });
  const start = identityFrame(state, n, size);
  const run = { ...options, saveEvery: Math.max(1, options.steps) };
  delete run.hessian;
  delete run.spacing;
  const { q, p } = integrate(method, lifted, start, run);
  const last = q.length - n * (size + 1);
  const result = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    for (let i = 0; i < n; i++) {
      result[i * size + column] = q[last + n * (column + 1) + i];
      result[(n + i) * size + column] = p[last + n * (column + 1) + i];
    }
  }
  return result;
}

/** How to follow the tangent vectors. */
export interface LyapunovOptions extends SolverOptions, CurvatureOptions {
  /** The time step; negative runs back in time. */
  readonly dt: number;
  /** How many steps: 1 or more. */
  readonly steps: number;
  /** How many exponents, the largest first: 1 to 2 n; all unless told. */
  readonly exponents?: number;
  /** Steps between two orthonormalisations, a divisor of `steps`; 10 unless told. */
  readonly renormaliseEvery?: number;
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
  /** Called after each orthonormalisation with the exponents so far and the steps taken; return false to stop there. */
  readonly onEstimate?: (exponents: Float64Array, step: number) => boolean | undefined;
}

/**
 * The Lyapunov exponents, largest first, per unit of time, by Benettin's method: tangent vectors carried along and
 * orthonormalised now and then.
 *
 * Those of a Hamiltonian system come in pairs of opposite sign and sum to 0. They converge slowly, as 1 / time.
 * Throws as `integrate` does. Source: G. Benettin, L. Galgani, A. Giorgilli, J.-M. Strelcyn, Meccanica 15 (1980) 9,
 * doi:10.1007/BF02128236.
 *
 * @example
 * ```ts
 * import { leapfrog, lyapunovExponents } from '@hgn/integrators';
 * const saddle = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = -q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const start = { q: Float64Array.of(0), p: Float64Array.of(0) };
 * const [largest] = lyapunovExponents(leapfrog, saddle, start, { dt: 0.01, steps: 10_000 });
 * console.log(largest.toFixed(2)); // 1.00
 * ```
 */
export function lyapunovExponents(
  method: Method,
  system: System,
  state: State,
  options: LyapunovOptions,
): Float64Array {
  const where = 'lyapunovExponents';
  requireMethod(where, method);
  requireOptions(where, options, optionNames, method);
  const n = requireState(where, state);
  const { dt, steps, exponents = 2 * n, renormaliseEvery = 10, startTime = 0, onEstimate } = options;
  requireTimeStep(where, 'dt', dt);
  requireInteger(where, 'exponents', exponents, 1);
  requireInteger(where, 'steps', steps, 1);
  requireDivisor(where, 'renormaliseEvery', renormaliseEvery, steps);
  if (exponents > 2 * n) {
    throw new RangeError(`${where}: exponents must be at most 2 n = ${2 * n}, but got ${exponents}`);
  }
  const lifted = variational(system, { ...options, coordinates: n, vectors: exponents });
  const frame = identityFrame(state, n, exponents);
  const span = steps * dt;
  const size = requireProblem(where, method, lifted, frame, startTime, span);
  const stepper = method.stepper(lifted, size, { ...options, span: Math.abs(span) });
  const sums = new Float64Array(exponents);
  for (let step = 0; step < steps;) {
    const done = stepper.advance(frame.q, frame.p, startTime, dt, step, renormaliseEvery);
    if (done < renormaliseEvery) throw nonFinite(where, method.name, step + done);
    step += renormaliseEvery;
    orthonormalise(frame, n, exponents, sums);
    stepper.reset();
    const estimate = sums.map((sum) => sum / (step * Math.abs(dt)));
    if (onEstimate?.(estimate, step) === false || step === steps) return estimate;
  }
  return sums;
}

const optionNames = [
  'dt',
  'steps',
  'exponents',
  'renormaliseEvery',
  'startTime',
  'onEstimate',
  'hessian',
  'spacing',
  ...solverOptionNames,
];

/** The state with the first `vectors` unit vectors of phase space, in the order q, p, as tangent vectors. */
function identityFrame(state: State, n: number, vectors: number): State {
  const q = new Float64Array(n * (vectors + 1));
  const p = new Float64Array(n * (vectors + 1));
  q.set(state.q);
  p.set(state.p);
  for (let k = 0; k < vectors; k++) {
    const half = k < n ? q : p;
    half[n * (k + 1) + (k % n)] = 1;
  }
  return { q, p };
}

/** Gram and Schmidt's process on the tangent vectors, in place, adding the logarithm of each length to `sums`. */
function orthonormalise({ q, p }: State, n: number, count: number, sums: Float64Array): void {
  const dot = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += q[a + i] * q[b + i] + p[a + i] * p[b + i];
    return sum;
  };
  for (let k = 0; k < count; k++) {
    const at = n * (k + 1);
    for (let j = 0; j < k; j++) {
      const other = n * (j + 1);
      const along = dot(at, other);
      for (let i = 0; i < n; i++) {
        q[at + i] -= along * q[other + i];
        p[at + i] -= along * p[other + i];
      }
    }
    const length = Math.sqrt(dot(at, at));
    sums[k] += Math.log(length);
    for (let i = 0; i < n; i++) {
      q[at + i] /= length;
      p[at + i] /= length;
    }
  }
}
