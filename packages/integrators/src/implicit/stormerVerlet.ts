import { clocked, stepByStep, type Clock } from '../core/clock.ts';
import { generalMethod, type Method, type StepperOptions } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import { arrays, phase } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { addExactly } from '../exact/twoSum.ts';
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
 *
 * @remarks Leapfrog for H that do not separate; its equations are half as long as those of implicitMidpoint.
 */
export const stormerVerlet: Method = /* @__PURE__ */ stormerVerletFrom({
  kicks: [0.5, 0.5],
  drifts: [0.5, 0.5],
});

/** The method with these weights; the tests perturb them. */
export function stormerVerletFrom(weights: StormerVerletWeights): Method {
  return generalMethod({
    name: 'stormerVerlet',
    order: 2,
    symplectic: true,
    reversible: true,
    implicit: true,
    evaluations: { dHdq: 2, dHdp: 2 },
    source: 'E. Hairer, C. Lubich, G. Wanner, Acta Numerica 12 (2003) 399, doi:10.1017/S0962492902000144',
    stepper: (system, n, options) => stormerVerletStepper(weights, system, n, options),
    genericStep: stormerVerletGenericStep,
  });
}

function stormerVerletStepper(
  { kicks, drifts }: StormerVerletWeights,
  system: System,
  n: number,
  options?: StepperOptions,
): Stepper {
  const [half, slope, moved, z, firstKick, lostQ, lostP] = arrays(7, n);
  const compensated = options?.compensated === true;
  const begin = phase(n);
  const [dHdq, dHdp] = [clocked(system, 'dHdq'), clocked(system, 'dHdp')];
  // The clocks at both ends of the step.
  const end = new Float64Array(1);
  let now: Clock = end;

  const solveHalf = fixedPointSolver(
    'stormerVerlet',
    n,
    (guess, out) => {
      for (let i = 0; i < n; i++) half[i] = begin.p[i] + guess[i];
      dHdq(begin.q, half, out, now);
      for (let i = 0; i < n; i++) out[i] *= -kicks[0] * now[1];
    },
    options,
  );
  const solveWhole = fixedPointSolver(
    'stormerVerlet',
    n,
    (guess, out) => {
      for (let i = 0; i < n; i++) moved[i] = begin.q[i] + guess[i];
      dHdp(moved, half, out, end);
      for (let i = 0; i < n; i++) out[i] = now[1] * (drifts[0] * slope[i] + drifts[1] * out[i]);
    },
    options,
  );

  return stepByStep(
    (q, p, clock) => {
      now = clock;
      end[0] = now[0] + now[1];
      begin.q.set(q);
      begin.p.set(p);
      if (!solveHalf(z, begin.all)) return false;
      for (let i = 0; i < n; i++) {
        half[i] = p[i] + z[i];
        firstKick[i] = z[i];
      }
      dHdp(q, half, slope, now);
      if (!solveWhole(z, begin.all)) return false;
      if (compensated) addExactly(q, lostQ, z, 1);
      else for (let i = 0; i < n; i++) q[i] += z[i];
      dHdq(q, half, slope, end);
      if (compensated) {
        for (let i = 0; i < n; i++) slope[i] = firstKick[i] - kicks[1] * now[1] * slope[i];
        addExactly(p, lostP, slope, 1);
        return true;
      }
      for (let i = 0; i < n; i++) p[i] = half[i] - kicks[1] * now[1] * slope[i];
      return true;
    },
    () => {
      lostQ.fill(0);
      lostP.fill(0);
    },
  );
}
