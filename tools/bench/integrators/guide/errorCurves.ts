import {
  ConvergenceError,
  integrate,
  NonFiniteError,
  solve,
  type Method,
  type State,
  type System,
} from '../../../../packages/integrators/src/index.ts';
import type { Series } from './plot.ts';

export const at = (...values: number[]) => Float64Array.from(values);
export const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(b, (x, i) => Math.abs(a[i] - x)));

/** A system that counts how often its dHdq is asked, and how often that was. */
export function counting(system: System) {
  const count = { evaluations: 0 };
  const counted: System = {
    ...system,
    dHdq: (q, p, out, t) => (count.evaluations++, system.dHdq(q, p, out, t)),
  };
  return { counted, count };
}

/** Errors against evaluations for efforts that grow, till the error is below 1e-9 or runs become long. */
export function curve(
  name: string,
  first: number,
  run: (effort: number) => { readonly error: number; readonly evaluations: number },
  growth = 1.6,
): Series {
  const points: { x: number; y: number }[] = [];
  for (let effort = first; ; effort *= growth) {
    try {
      const { error, evaluations } = run(effort);
      if (evaluations > 30_000 || error < 1e-9) break;
      if (error < 0.3) points.push({ x: evaluations, y: error });
    } catch (error) {
      // The coarsest steps may lead nowhere.
      if (!(error instanceof ConvergenceError || error instanceof NonFiniteError)) throw error;
    }
  }
  return { name, points };
}

/** Fixed steps over a time, judged by the positions at its end. */
export const fixed = (
  method: Method,
  system: System,
  start: State,
  time: number,
  end: ArrayLike<number>,
  name = method.name,
) =>
  curve(name, (4 * time) / Math.max(1, method.evaluations.dHdq), (effort) => {
    const { counted, count } = counting(system);
    const steps = Math.ceil(effort);
    const { q } = integrate(method, counted, start, { dt: time / steps, steps, saveEvery: steps });
    return { error: distance(q.subarray(-start.q.length), end), evaluations: count.evaluations };
  });

/** Steps of DOP853 to a tolerance, judged likewise. */
export const adaptive = (system: System, start: State, time: number, end: ArrayLike<number>): Series =>
  curve(
    'dormandPrince853',
    1e3,
    (effort) => {
      const { counted, count } = counting(system);
      const tolerance = { relativeTolerance: 1 / effort, absoluteTolerance: 1 / effort };
      const { q } = solve(counted, start, { time, keep: 'end', ...tolerance });
      return { error: distance(q.subarray(-start.q.length), end), evaluations: count.evaluations };
    },
    8,
  );

/** The positions at the end, to about 1e-12. */
export const accurately = (system: System, start: State, time: number): Float64Array =>
  solve(system, start, { time, keep: 'end', relativeTolerance: 1e-14, absoluteTolerance: 1e-14 }).q.slice(
    -start.q.length,
  );
