import { energyDrift } from '../../evaluation/energyDrift.ts';
import { columnMoments } from '../orbits.ts';
import { requireFrames } from './energyDeficit.ts';

/** How much the energy varies along rollouts. */
export interface EnergyVariance {
  /** Mean over rollouts of the variance in time, in squared units of H: what the HGN paper's second table reports. */
  readonly variance: number;
  /** Mean over rollouts of the standard deviation in time, in units of H. */
  readonly deviation: number;
  /** `deviation` divided by the spread of the energy over rollouts: {@link energyDrift}. */
  readonly relative: number;
}

/**
 * Variance of the energy along rollouts. Absolute numbers mean little for a learnt H, whose scale and offset are free:
 * compare `relative`, which neither changes. All are necessary, none sufficient: a constant H conserves itself.
 *
 * @param energies [rollout][frame]
 * @returns zeros for a constant of motion; `relative` is Infinity when all rollouts have the same energy yet it varies
 * @throws RangeError when there is no rollout, or an empty one
 * @example
 * import { energyVariance } from '@hgn/model';
 *
 * console.log(energyVariance([[0.9, 1.1], [2.9, 3.1]])); // variance 0.01, deviation 0.1, relative 0.1
 */
export function energyVariance(energies: readonly ArrayLike<number>[]): EnergyVariance {
  requireFrames('energyVariance', energies, 1);
  const variances = energies.map((rollout) => columnMoments(rollout, 0, 1, rollout.length).variance);
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  return {
    variance: mean(variances),
    deviation: mean(variances.map(Math.sqrt)),
    relative: energyDrift(energies),
  };
}
