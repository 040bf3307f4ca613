import type { Method, SolverOptions, Stepper } from '../core/method.ts';
import { isFiniteState } from '../core/finite.ts';
import type { System } from '../core/system.ts';
import { fixedPointSolver } from './solver.ts';
import { stormerVerletGenericStep } from './genericStormerVerlet.ts';

/** The weights of dt in the two half kicks and in the two velocities of the drift between them. */
export interface StormerVerletWeights {
  readonly kicks: readonly [number, number];
  readonly drifts: readonly [number, number];
}

/**
 * Störmer-Verlet for a general H (the generalised leapfrog): order 2, symplectic and reversible.
 *
 * p' = p - dt/2 dH/dq(q, p'), q1 = q + dt/2 (dH/dp(q, p') + dH/dp(q1, p')), p1 = p' - dt/2 dH/dq(q1, p'): two
 * implicit equations of length n, where the midpoint rule has one of 2 n. For a separable H it is leapfrog.
 */
export const stormerVerlet: Method = /* @__PURE__ */ stormerVerletFrom({
  kicks: [0.5, 0.5],
  drifts: [0.5, 0.5],
});

/** The method with these weights; the tests perturb them. */
export function stormerVerletFrom(weights: StormerVerletWeights): Method {
  return {
    name: 'stormerVerlet',
    order: 2,
    requires: 'general',
    symplectic: true,
    reversible: true,
    adaptive: false,
    requiresQuadraticKinetic: false,
    implicit: true,
    evaluations: { dHdq: 2, dHdp: 2 },
    source: 'E. Hairer, C. Lubich, G. Wanner, Acta Numerica 12 (2003) 399, doi:10.1017/S0962492902000144',
    stepper: (system, n, options) => stormerVerletStepper(weights, system, n, options),
    genericStep: stormerVerletGenericStep,
  };
}

function stormerVerletStepper(
  { kicks, drifts }: StormerVerletWeights,
  system: System,
  n: number,
  options?: SolverOptions,
): Stepper {
  const half = new Float64Array(n);
  const velocity = new Float64Array(n);
  const moved = new Float64Array(n);
  const at = { q: new Float64Array(n), p: new Float64Array(n) };
  const z = new Float64Array(n);
  // The times at both ends and dt: a typed array does not box them, as captured variables would.
  const clock = new Float64Array(3);

  const solveHalf = fixedPointSolver(
    'stormerVerlet',
    n,
    (guess, out) => {
      for (let i = 0; i < n; i++) half[i] = at.p[i] + guess[i];
      system.dHdq(at.q, half, out, clock[0]);
      for (let i = 0; i < n; i++) out[i] *= -kicks[0] * clock[2];
    },
    options,
  );
  const solveWhole = fixedPointSolver(
    'stormerVerlet',
    n,
    (guess, out) => {
      for (let i = 0; i < n; i++) moved[i] = at.q[i] + guess[i];
      system.dHdp(moved, half, out, clock[1]);
      for (let i = 0; i < n; i++) out[i] = clock[2] * (drifts[0] * velocity[i] + drifts[1] * out[i]);
    },
    options,
  );

  return {
    advance(q, p, start, dt, first, count) {
      clock[2] = dt;
      for (let k = 0; k < count; k++) {
        clock[0] = start + (first + k) * dt;
        clock[1] = clock[0] + dt;
        at.q.set(q);
        at.p.set(p);
        let scale = 0;
        for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(q[i]), Math.abs(p[i]));
        z.fill(0);
        if (!solveHalf(z, scale)) return k;
        for (let i = 0; i < n; i++) half[i] = p[i] + z[i];
        system.dHdp(q, half, velocity, clock[0]);
        z.fill(0);
        if (!solveWhole(z, scale)) return k;
        for (let i = 0; i < n; i++) q[i] += z[i];
        system.dHdq(q, half, velocity, clock[1]);
        for (let i = 0; i < n; i++) p[i] = half[i] - kicks[1] * dt * velocity[i];
        if (!isFiniteState(q, p)) return k;
      }
      return count;
    },
    reset: () => undefined,
  };
}
