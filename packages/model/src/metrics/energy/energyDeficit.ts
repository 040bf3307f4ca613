/** How far the energy strays along rollouts. */
export interface EnergyDeficit {
  /** Mean over rollouts of the mean of |H_s - H_t| over pairs of different frames. */
  readonly average: number;
  /** Mean over rollouts of the largest |H_s - H_t|. */
  readonly maximum: number;
}

/**
 * Differences of the energy between the frames of a rollout, in the units of H.
 *
 * Cost: frames log(frames) per rollout. Source: the metrics of Botev et al. 2021, arXiv:2111.05458, as in their code.
 *
 * @param energies [rollout][frame], at least two frames each
 * @returns zeros for a constant of motion
 * @throws RangeError when there is no rollout, or one of fewer than two frames
 * @example
 * import { energyDeficit } from '@hgn/model';
 *
 * console.log(energyDeficit([[1, 1, 4]])); // average 2: of the pairs' 0, 3 and 3; maximum 3
 */
export function energyDeficit(energies: readonly ArrayLike<number>[]): EnergyDeficit {
  requireFrames('energyDeficit', energies, 2);
  let average = 0;
  let maximum = 0;
  for (const rollout of energies) {
    const sorted = Float64Array.from(rollout).sort();
    const n = sorted.length;
    // In sorted order the i-th value is the larger one of i pairs and the smaller one of n - 1 - i.
    const pairs = sorted.reduce((sum, h, i) => sum + (2 * i - (n - 1)) * h, 0);
    average += (2 * pairs) / (n * (n - 1) * energies.length);
    maximum += (sorted[n - 1] - sorted[0]) / energies.length;
  }
  return { average, maximum };
}

/** Throws unless there are rollouts, each of at least `least` frames. */
export function requireFrames(where: string, energies: readonly ArrayLike<number>[], least: number): void {
  const shortest = energies.reduce((length, rollout) => Math.min(length, rollout.length), Infinity);
  if (energies.length === 0 || shortest < least) {
    throw new RangeError(
      `${where}: needs at least one rollout, each of at least ${least} frames, but got ${energies.length}, the shortest of ${energies.length === 0 ? 0 : shortest}`,
    );
  }
}
