import {
  estimateNoise,
  fitPortHamiltonian,
  smoothStates,
  structureFor,
  type FitPortHamiltonianOptions,
  type FittedPortHamiltonian,
  type ObservationNoise,
} from '@hgn/model';
import type { Learnt } from './forecaster.ts';
import type { LearnOptions } from './options.ts';
import { clockName, type Names, type PreparedSeries } from './series.ts';

/** What was learnt, and why it has the symmetry that it has. */
export interface Trained {
  readonly learnt: Learnt;
  readonly symmetry: string;
}

/** Harmonics of a period in which the energy changes: a shake, and what is twice as fast. */
const driveHarmonics = 2;

/** How much smaller the error without mirror symmetry must be for the symmetry to be given up. */
const worthIt = 0.7;
/** Fits to states that the system itself has smoothed, at most. */
const mostRefits = 3;
/** The random force must fall by this factor for another one. */
const worthRefit = 0.8;

/**
 * Learns the system and the noise: with mirror symmetry, and where that was not asked for without it too, in shorter windows, of
 * which the one is kept that the data ask for. The first fit begins from states that polynomials smooth; the system found so
 * smooths them better, and the fit goes on from these, as long as less is left to a random force.
 */
export async function trainOn(
  series: readonly PreparedSeries[],
  names: Names,
  { mirror, drivePeriod }: Pick<LearnOptions, 'mirror' | 'drivePeriod'>,
  options: FitPortHamiltonianOptions,
): Promise<Trained> {
  const known = {
    ...{ names: names.positions, isAngle: names.isAngle, inputs: names.inputs },
    ...(drivePeriod !== undefined && {
      inputs: [...names.inputs, clockName],
      drive: { period: drivePeriod, harmonics: driveHarmonics },
    }),
  };
  const fit = (symmetric: boolean, more: FitPortHamiltonianOptions) =>
    fitPortHamiltonian(structureFor(series, { ...known, mirror: symmetric }), series, {
      ...{ ...options, offsets: true, stages: 2 },
      ...more,
    });
  if (mirror !== undefined) {
    return {
      learnt: await refined(series, await fit(mirror, {}), options),
      symmetry: mirror ? 'mirrored motions, as asked for' : 'none, as asked for',
    };
  }
  const short = { windows: Math.ceil((options.windows ?? 90) / 2) };
  const [symmetric, free] = [await fit(true, short), await fit(false, short)];
  const isMirrored = free.rms > worthIt * symmetric.rms;
  const compared = `errors over short windows are ${symmetric.rms.toPrecision(2)} with it, ${free.rms.toPrecision(2)} without`;
  return {
    learnt: await refined(series, await fit(isMirrored, { from: isMirrored ? symmetric : free }), options),
    symmetry: isMirrored
      ? `mirrored motions are motions (${compared})`
      : `none about the origin (${compared})`,
  };
}

/** Goes on from a fit with states smoothed by it, in turn with the noise that it leaves. */
async function refined(
  series: readonly PreparedSeries[],
  first: FittedPortHamiltonian,
  options: FitPortHamiltonianOptions,
): Promise<Learnt> {
  const recordings = series.map(({ observations }) => observations);
  const total = ({ disturbance }: ObservationNoise) => Math.hypot(...disturbance);
  let fit = first;
  let noise = estimateNoise(fit, recordings);
  for (let round = 0; round < mostRefits; round++) {
    const { system, parameters } = fit;
    const smoothed = series.map((each) => {
      const at = each.positions[0].map((_, k) => k * each.dt);
      return { ...each, ...smoothStates(system, parameters, each.observations, noise, { at }) };
    });
    fit = await fitPortHamiltonian(system.structure, smoothed, { ...options, offsets: true, from: fit });
    if (options.signal?.aborted) break;
    const before = total(noise);
    noise = estimateNoise(fit, recordings, { from: noise });
    if (total(noise) > worthRefit * before) break;
  }
  return { system: fit.system, parameters: fit.parameters, noise };
}
