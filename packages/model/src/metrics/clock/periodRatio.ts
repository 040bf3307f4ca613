import { requireOptions } from '@hgn/options';
import type { Orbits } from '../orbits.ts';
import { median } from '../statistics.ts';
import { latentPeriod } from './latentPeriod.ts';

/** The latent clock against the physical one. */
export interface PeriodRatio {
  /** Median over trajectories of latent period / true period; NaN when no trajectory shows both. */
  readonly ratio: number;
  /** [trajectory]; NaN where either orbit does not come back within the record. */
  readonly perTrajectory: Float64Array;
  /** How many trajectories show both periods. */
  readonly judged: number;
}

/**
 * The period of latent orbits divided by the period of the true ones, trajectory by trajectory: 1 for a model that
 * keeps physical time, 2 for one that hides a sub-harmonic behind a decoder even in q. Such a model paints perfect
 * pixels at every speed, conserves its energy, and yet has no physical phase portrait; nothing else shows it.
 *
 * Roll out at least three physical periods, or a latent orbit of twice the period does not come back in the record
 * and is not judged.
 *
 * Cost: that of {@link latentPeriod} for both.
 *
 * @param latent learnt orbits, such as `q.data` and `p.data` of a compiled rollout
 * @param truth the orbits of the system itself, as many, equally long or not
 * @param options `dt`: time between two frames of both
 * @throws RangeError when the numbers of trajectories differ or shapes do not fit
 * @example
 * import { periodRatio } from '@hgn/model';
 *
 * const orbit = (frequency: number) => ({
 *   trajectories: 1,
 *   length: 80,
 *   q: Float64Array.from({ length: 80 }, (_, t) => Math.cos(frequency * t)),
 *   p: Float64Array.from({ length: 80 }, (_, t) => -Math.sin(frequency * t)),
 * });
 * console.log(periodRatio(orbit(0.125), orbit(0.25), { dt: 1 }).ratio); // 2: a sub-harmonic
 */
export function periodRatio(latent: Orbits, truth: Orbits, options: { readonly dt: number }): PeriodRatio {
  requireOptions('periodRatio', options, { dt: true });
  if (latent.trajectories !== truth.trajectories) {
    throw new RangeError(
      `periodRatio: latent and true orbits must be of the same trajectories, but got ${latent.trajectories} and ${truth.trajectories}`,
    );
  }
  const truePeriods = latentPeriod(truth, options);
  const perTrajectory = latentPeriod(latent, options).map((period, i) => period / truePeriods[i]);
  const judged = perTrajectory.filter((ratio) => !Number.isNaN(ratio));
  return { ratio: median(judged), perTrajectory, judged: judged.length };
}
