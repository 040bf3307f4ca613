import { ConvergenceError } from '../core/errors.ts';
import type { Tableau } from '../rungeKutta/explicit.ts';
import type { GenericContext, GenericState, GenericStep } from '../vectorSpace/types.ts';

/**
 * One implicit step over any vector space by fixed-point iteration.
 *
 * A space with a norm iterates until the slopes settle and throws when they do not; one without, a traced or
 * differentiated tensor say, takes exactly the iterations it is told to.
 */
export function implicitGenericStep(name: string, { a, b, c }: Tableau): GenericStep {
  return <T, S>(context: GenericContext<T, S>, state: GenericState<T>, step: number) => {
    const { space, system, weighted, time, iterations } = context;
    const move = (weights: readonly number[], slopes: readonly GenericState<T>[]) => {
      let { q, p } = state;
      slopes.forEach((slope, j) => {
        q = space.add(q, weighted(weights[j], slope.q));
        p = space.add(p, weighted(-weights[j], slope.p));
      });
      return { q, p };
    };
    const slopeAt = ({ q, p }: GenericState<T>, s: number) => {
      const t = time(step + c[s]);
      return { q: system.dHdp(q, p, t), p: system.dHdq(q, p, t) };
    };
    let slopes = b.map((_, s) => slopeAt(state, s));
    for (let k = 0; ; k++) {
      const before = slopes;
      slopes = a.map((weights, s) => slopeAt(move(weights, before), s));
      if (space.norm === undefined) {
        if (k === iterations - 1) break;
        continue;
      }
      const distance = (x: T, y: T) => space.norm?.(space.add(x, space.scale(-1, y))) ?? NaN;
      const change = Math.max(
        ...slopes.map((slope, s) => Math.max(distance(slope.q, before[s].q), distance(slope.p, before[s].p))),
      );
      const size = Math.max(
        ...slopes.map((slope) => Math.max(space.norm?.(slope.q) ?? 0, space.norm?.(slope.p) ?? 0)),
      );
      if (change <= 1e-14 * size) break;
      if (k === 4 * iterations) {
        throw new ConvergenceError(
          `${name}: the equations of a step must be solvable, but their slopes still changed by ${change} after ${k + 1} iterations; take a smaller dt`,
          change,
        );
      }
    }
    return move(b, slopes);
  };
}
