import { ConvergenceError } from '../core/errors.ts';
import type { Tableau } from '../core/method.ts';
import type { GenericContext, GenericState, GenericStep } from '../vectorSpace/types.ts';

/**
 * Iterates slopes = map(slopes) over any vector space.
 *
 * A space with a norm iterates until the slopes settle and throws a ConvergenceError when they do not; one without,
 * a traced or differentiated tensor say, takes exactly the iterations that it is told to.
 */
export function iterateGeneric<T, S>(
  name: string,
  { space, iterations }: GenericContext<T, S>,
  slopes: readonly T[],
  map: (slopes: readonly T[]) => readonly T[],
): readonly T[] {
  for (let k = 0; ; k++) {
    const before = slopes;
    slopes = map(before);
    const norm = space.norm?.bind(space);
    if (norm === undefined) {
      if (k === iterations - 1) return slopes;
      continue;
    }
    const change = Math.max(...slopes.map((x, i) => norm(space.add(x, space.scale(-1, before[i])))));
    if (change <= 1e-14 * Math.max(...slopes.map(norm))) return slopes;
    if (k === 8 * iterations) {
      throw new ConvergenceError(
        `${name}: the equations of a step must be solvable, but a change of ${change} was left after ${k + 1} iterations; take a smaller dt`,
        change,
      );
    }
  }
}

/** One step of an implicit Runge-Kutta method over any vector space, by fixed-point iteration. */
export function implicitGenericStep(name: string, { a, b, c }: Tableau): GenericStep {
  return <T, S>(context: GenericContext<T, S>, state: GenericState<T>, step: number) => {
    const { space, system, weighted, time } = context;
    const stages = b.length;
    // The slopes of q, stage by stage, and after them the forces dH/dq.
    const move = (weights: readonly number[], slopes: readonly T[]) => {
      let { q, p } = state;
      weights.forEach((w, j) => {
        q = space.add(q, weighted(w, slopes[j]));
        p = space.add(p, weighted(-w, slopes[stages + j]));
      });
      return { q, p };
    };
    const slopesAt = (points: readonly GenericState<T>[]) => [
      ...points.map(({ q, p }, s) => system.dHdp(q, p, time(step + c[s]))),
      ...points.map(({ q, p }, s) => system.dHdq(q, p, time(step + c[s]))),
    ];
    const first = slopesAt(b.map(() => state));
    const map = (slopes: readonly T[]) => slopesAt(a.map((row) => move(row, slopes)));
    return move(b, iterateGeneric(name, context, first, map));
  };
}
