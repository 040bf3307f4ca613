import { isFiniteState } from '../core/finite.ts';
import { generalMethod, type Method, type SolverOptions, type Stepper } from '../core/method.ts';
import { phase } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { explicitGenericStep } from '../rungeKutta/explicit.ts';
import { adaptiveStepping, interpolate } from './stepping.ts';
import { dormandPrincePair, type AdaptivePair } from './tableau.ts';

/**
 * Dormand and Prince's pair of orders 5 and 4 with adaptive steps and dense output of order 4: for ground truth.
 *
 * The results stand at multiples of dt, interpolated in the steps that the tolerances ask for, which may be longer
 * or shorter. Six dHdq and six dHdp per step, tried or taken. Over a vector space it takes fixed steps of dt.
 */
export const dormandPrince54: Method = /* @__PURE__ */ adaptiveMethod(dormandPrincePair);

/** The method of a pair; the tests perturb it. */
export function adaptiveMethod(pair: AdaptivePair): Method {
  return generalMethod({
    name: 'dormandPrince54',
    order: 5,
    adaptive: true,
    evaluations: { dHdq: 6, dHdp: 6 },
    source:
      'J. R. Dormand, P. J. Prince, J. Comput. Appl. Math. 6 (1980) 19, doi:10.1016/0771-050X(80)90013-3',
    tableau: pair.tableau,
    stepper: (system, n, options) => dormandPrinceStepper(system, n, options, pair),
    genericStep: explicitGenericStep(pair.tableau),
  });
}

function dormandPrinceStepper(
  system: System,
  n: number,
  options: SolverOptions | undefined,
  pair: AdaptivePair,
): Stepper {
  const { begin, step, last, dense } = adaptiveStepping(system, n, options, pair);
  const at = phase(n);
  let begun = false;
  return {
    advance(q, p, start, dt, first, count) {
      const sign = Math.sign(dt);
      if (!begun) begin(q, p, start + first * dt, sign);
      begun = true;
      for (let k = 0; k < count; k++) {
        const target = start + (first + k + 1) * dt;
        while (sign * (last.from + last.length - target) < 0) if (!step()) return k;
        interpolate(dense, (target - last.from) / last.length, at);
        q.set(at.q);
        p.set(at.p);
        if (!isFiniteState(q, p)) return k;
      }
      return count;
    },
    reset: () => void (begun = false),
  };
}
