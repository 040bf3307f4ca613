import type { Gradient, System } from './system.ts';
import { readsTime } from './system.ts';
import { requireInteger } from './validate.ts';

/**
 * The system of `trajectories` independent copies of a system of `coordinates` coordinates, as one flat array:
 * trajectory i holds q[i * coordinates] to q[(i + 1) * coordinates - 1].
 *
 * Copies each trajectory into a work array and back for every gradient; where that counts, write gradients over
 * the flat array. Throws a RangeError for counts that are not positive integers.
 *
 * @example
 * ```ts
 * import { batched, integrate, leapfrog } from '@hgn/integrators';
 * const pendulum = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = Math.sin(q[0])), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const three = batched(pendulum, { coordinates: 1, trajectories: 3 });
 * const start = { q: Float64Array.of(1, 0.5, 0.1), p: Float64Array.of(0, 0, 0) };
 * console.log(integrate(leapfrog, three, start, { dt: 0.1, steps: 10, saveEvery: 10 }).q.length); // 6
 * ```
 */
export function batched(
  system: System,
  { coordinates, trajectories }: { readonly coordinates: number; readonly trajectories: number },
): System {
  requireInteger('batched', 'coordinates', coordinates, 1);
  requireInteger('batched', 'trajectories', trajectories, 1);
  const q = new Float64Array(coordinates);
  const p = new Float64Array(coordinates);
  const out = new Float64Array(coordinates);
  const length = coordinates * trajectories;
  const lift = (name: 'dHdq' | 'dHdp'): Gradient => {
    const fill = (allQ: Float64Array, allP: Float64Array, all: Float64Array, t: number) => {
      if (allQ.length !== length) {
        throw new RangeError(
          `batched: q must hold ${trajectories} trajectories of ${coordinates} coordinates, but got ${allQ.length} numbers`,
        );
      }
      for (let offset = 0; offset < length; offset += coordinates) {
        for (let i = 0; i < coordinates; i++) {
          q[i] = allQ[offset + i];
          p[i] = allP[offset + i];
        }
        system[name](q, p, out, t);
        for (let i = 0; i < coordinates; i++) all[offset + i] = out[i];
      }
      return all;
    };
    return readsTime(system[name]) ? fill : (allQ, allP, all) => fill(allQ, allP, all, NaN);
  };
  const { separable, quadraticKinetic = false } = system;
  return { separable, quadraticKinetic, dHdq: lift('dHdq'), dHdp: lift('dHdp') };
}
