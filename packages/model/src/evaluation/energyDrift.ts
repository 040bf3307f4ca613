/**
 * Spread of the learnt energy along rollouts relative to its spread over trajectories: the mean over samples of
 * the standard deviation in time, divided by the standard deviation over samples of the mean in time.
 *
 * Small is necessary, never sufficient: a model that cannot run backward conserves its energy just as well.
 *
 * @param energies [sample][frame]
 * @returns 0 for a constant of motion; Infinity when all samples have the same energy yet it varies in time
 * @example
 * import { energyDrift } from '@hgn/model';
 *
 * console.log(energyDrift([[0.9, 1.1], [2.9, 3.1]])); // 0.1: swings of 0.1 about means one deviation apart
 */
export function energyDrift(energies: readonly ArrayLike<number>[]): number {
  const alongRollouts = energies.map(moments);
  const spread = moments(alongRollouts.map(({ mean }) => mean)).deviation;
  const drift = alongRollouts.reduce((sum, { deviation }) => sum + deviation, 0) / energies.length;
  return drift === 0 ? 0 : drift / spread;
}

function moments(values: ArrayLike<number>): { readonly mean: number; readonly deviation: number } {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i] / values.length;
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += (values[i] - mean) ** 2 / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
