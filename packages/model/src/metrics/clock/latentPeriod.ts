import { columnMoments, coordinatesOf, type Orbits } from '../orbits.ts';
import { returnTime } from './returnTime.ts';

/**
 * The dominant period of each orbit: that of the degrees of freedom that hold most of the variance.
 *
 * Each pair (q_i, p_i), both scaled to unit variance, has its {@link returnTime}; the median of these over the pairs,
 * weighted by their shares of the variance of q and of p, is the orbit's. Pairs that hardly move do not count,
 * whatever their frequency, and the result does not depend on the units of q and p.
 *
 * Cost: length^2 coordinates / 3 per orbit.
 *
 * @param orbits latent or true orbits of more than 4/3 periods
 * @param options `dt`: time between two frames
 * @returns [trajectory], in units of `dt`; NaN where half of the variance does not come back within the record
 * @throws RangeError when the shapes do not fit
 * @example
 * import { latentPeriod } from '@hgn/model';
 *
 * const at = (f: (t: number) => number) => Float64Array.from({ length: 60 }, (_, frame) => f(0.125 * frame));
 * const orbits = { trajectories: 1, length: 60, q: at((t) => Math.cos(2 * t)), p: at((t) => -Math.sin(2 * t)) };
 * console.log(latentPeriod(orbits, { dt: 0.125 })[0]); // 3.14
 */
export function latentPeriod(orbits: Orbits, { dt }: { readonly dt: number }): Float64Array {
  const coordinates = coordinatesOf('latentPeriod', orbits);
  const { trajectories, length, q, p } = orbits;
  return Float64Array.from({ length: trajectories }, (_, trajectory) => {
    const start = trajectory * length * coordinates;
    const column = (values: ArrayLike<number>, i: number) =>
      columnMoments(values, start + i, coordinates, length);
    const pairs = Array.from({ length: coordinates }, (_, i) => ({ q: column(q, i), p: column(p, i) }));
    const totalQ = pairs.reduce((sum, pair) => sum + pair.q.variance, 0);
    const totalP = pairs.reduce((sum, pair) => sum + pair.p.variance, 0);
    const share = (variance: number, total: number): number => (total > 0 ? variance / total : 0);
    const periods = pairs.map((pair, i) => {
      const series = new Float64Array(2 * length);
      const scaleQ = pair.q.variance > 0 ? 1 / Math.sqrt(pair.q.variance) : 0;
      const scaleP = pair.p.variance > 0 ? 1 / Math.sqrt(pair.p.variance) : 0;
      for (let t = 0; t < length; t++) {
        const at = start + t * coordinates + i;
        series[2 * t] = scaleQ * (q[at] - pair.q.mean);
        series[2 * t + 1] = scaleP * (p[at] - pair.p.mean);
      }
      return {
        value: returnTime(series, { channels: 2, dt }).period,
        weight: share(pair.q.variance, totalQ) + share(pair.p.variance, totalP),
      };
    });
    return weightedMedian(periods);
  });
}

/** The value at which half of the weight is reached; NaN stands above every number. */
function weightedMedian(entries: readonly { readonly value: number; readonly weight: number }[]): number {
  const order = (value: number): number => (Number.isNaN(value) ? Infinity : value);
  const sorted = [...entries].sort((a, b) => (order(a.value) < order(b.value) ? -1 : 1));
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (below >= half && weight > 0) return value;
  }
  return NaN;
}
