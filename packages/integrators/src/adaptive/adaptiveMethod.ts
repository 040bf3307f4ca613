import { isFiniteState } from '../core/finite.ts';
import { generalMethod, type Method, type StepperOptions } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import type { System } from '../core/system.ts';
import { copy, phase } from '../core/phase.ts';
import { explicitGenericStep } from '../rungeKutta/explicit.ts';
import { pairSums, type PairSums } from './attempt.ts';
import type { AdaptivePair } from './pair.ts';
import { adaptiveStepping } from './stepping.ts';
import type { AdaptiveStepping } from './adaptiveStepping.ts';

/** The method of a pair; the tests perturb it. */
export function adaptiveMethod(pair: AdaptivePair): Method {
  const { name, order, source, tableau } = pair;
  const stages = tableau.b.length - 1;
  // Made once: to compile them anew for each run would cost more than a short run.
  const sums = new Map<number, PairSums>();
  const stepping = (system: System, n: number, options: StepperOptions = {}) => {
    const known = sums.get(n) ?? pairSums(pair, 2 * n);
    sums.set(n, known);
    return adaptiveStepping(system, n, options, pair, known);
  };
  return generalMethod({
    name,
    order,
    adaptive: true,
    evaluations: { dHdq: stages, dHdp: stages },
    source,
    tableau,
    stepping,
    stepper: (system, n, options) => outputStepper(stepping(system, n, options), n),
    genericStep: explicitGenericStep(tableau),
  });
}

/** Reads an adaptive integration at multiples of dt. */
export function outputStepper({ begin, step, last, times, at }: AdaptiveStepping, n: number): Stepper {
  const out = phase(n);
  let begun = false;
  return {
    advance(q, p, start, dt, first, count) {
      const sign = Math.sign(dt);
      if (!begun) begin(q, p, start, sign, first * dt);
      begun = true;
      for (let k = 0; k < count; k++) {
        const target = (first + k + 1) * dt;
        while (sign * (times[1] - target) < 0) if (!step()) return k;
        const { all, q: toQ, p: toP } = times[1] === target ? last.state : out;
        times[2] = target;
        if (all === out.all) at(all);
        copy(q, toQ);
        copy(p, toP);
        if (!isFiniteState(q, p)) return k;
      }
      return count;
    },
    reset: () => void (begun = false),
  };
}
