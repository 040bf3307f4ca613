import { stepByStep } from '../core/clock.ts';
import { generalMethod, type Method, type Tableau } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import { phase } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { stepEnd } from './stepEnd.ts';
import { addStages, flow } from './stages.ts';
import type { GenericContext, GenericState, GenericStep } from '../vectorSpace/types.ts';

/** What `explicitRungeKutta` and `implicitRungeKutta` are told of a method. */
export interface RungeKuttaOptions extends Tableau {
  readonly name: string;
  readonly order: number;
  readonly source?: string;
}

/**
 * An explicit Runge-Kutta method for any H(q, p, t): not symplectic, one dHdq and one dHdp per stage.
 *
 * @example
 * ```ts
 * import { explicitRungeKutta } from '@hgn/integrators';
 * const heun = explicitRungeKutta({ name: 'heun', order: 2, a: [[], [1]], b: [0.5, 0.5], c: [0, 1] });
 * console.log(heun.order); // 2
 * ```
 */
export function explicitRungeKutta({ name, order, source = '', ...tableau }: RungeKuttaOptions): Method {
  const stages = tableau.b.length;
  return generalMethod({
    name,
    order,
    evaluations: { dHdq: stages, dHdp: stages },
    source,
    tableau,
    stepper: (system, n, options) => explicitStepper(tableau, system, n, options?.compensated),
    genericStep: explicitGenericStep(tableau),
  });
}

function explicitStepper({ a, b, c }: Tableau, system: System, n: number, compensated = false): Stepper {
  const end = stepEnd(n, compensated);
  const [begin, at] = [phase(n), phase(n)];
  const rates = b.map(() => phase(n));
  const rate = flow(system);
  const when = new Float64Array(1);
  return stepByStep((q, p, clock) => {
    begin.q.set(q);
    begin.p.set(p);
    for (let s = 0; s < b.length; s++) {
      addStages(at.all, begin.all, a[s], rates, clock);
      when[0] = clock[0] + c[s] * clock[1];
      rate(at, rates[s], when);
    }
    end.move(q, p, b, rates, clock);
    return true;
  }, end.reset);
}

/** One explicit step over any vector space. */
export function explicitGenericStep({ a, b, c }: Tableau): GenericStep {
  return <T, S>(context: GenericContext<T, S>, state: GenericState<T>, step: number) => {
    const { space, system, weighted, time } = context;
    const dq: T[] = [];
    const force: T[] = [];
    const move = (weights: readonly number[]) => {
      let { q, p } = state;
      weights.forEach((w, j) => {
        if (w === 0) return;
        q = space.add(q, weighted(w, dq[j]));
        p = space.add(p, weighted(-w, force[j]));
      });
      return { q, p };
    };
    for (let s = 0; s < b.length; s++) {
      const stage = move(a[s]);
      const t = time(step + c[s]);
      dq.push(system.dHdp(stage.q, stage.p, t));
      force.push(system.dHdq(stage.q, stage.p, t));
    }
    return move(b);
  };
}
