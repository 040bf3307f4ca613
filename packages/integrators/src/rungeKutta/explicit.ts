import type { Method, Stepper, Tableau } from '../core/method.ts';
import { isFiniteState } from '../core/finite.ts';
import type { System } from '../core/system.ts';
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
  return {
    name,
    order,
    requires: 'general',
    symplectic: false,
    reversible: false,
    adaptive: false,
    requiresQuadraticKinetic: false,
    implicit: false,
    evaluations: { dHdq: tableau.b.length, dHdp: tableau.b.length },
    source,
    tableau,
    stepper: (system, n) => explicitStepper(tableau, system, n),
    genericStep: explicitGenericStep(tableau),
  };
}

/** Sets `to` to `from` plus dt times the weighted sum of the first stages' slopes. */
export function addStages(
  to: Float64Array,
  from: Float64Array,
  dt: number,
  weights: readonly number[],
  slopes: readonly Float64Array[],
): void {
  to.set(from);
  for (let j = 0; j < weights.length; j++) {
    const w = weights[j] * dt;
    if (w === 0) continue;
    const slope = slopes[j];
    for (let i = 0; i < to.length; i++) to[i] += w * slope[i];
  }
}

/** Fills `dq` and `dp` with the time derivatives of q and p. */
export function slope(
  system: System,
  q: Float64Array,
  p: Float64Array,
  t: number,
  dq: Float64Array,
  dp: Float64Array,
): void {
  system.dHdp(q, p, dq, t);
  system.dHdq(q, p, dp, t);
  for (let i = 0; i < dp.length; i++) dp[i] = -dp[i];
}

function explicitStepper({ a, b, c }: Tableau, system: System, n: number): Stepper {
  const dq = b.map(() => new Float64Array(n));
  const dp = b.map(() => new Float64Array(n));
  const stageQ = new Float64Array(n);
  const stageP = new Float64Array(n);
  return {
    advance(q, p, start, dt, first, count) {
      for (let k = 0; k < count; k++) {
        const t = start + (first + k) * dt;
        for (let s = 0; s < b.length; s++) {
          addStages(stageQ, q, dt, a[s], dq);
          addStages(stageP, p, dt, a[s], dp);
          slope(system, stageQ, stageP, t + c[s] * dt, dq[s], dp[s]);
        }
        addStages(q, q, dt, b, dq);
        addStages(p, p, dt, b, dp);
        if (!isFiniteState(q, p)) return k;
      }
      return count;
    },
    reset: () => undefined,
  };
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
