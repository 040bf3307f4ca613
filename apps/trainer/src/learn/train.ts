import {
  fitPortHamiltonian,
  structureFor,
  type FitPortHamiltonianOptions,
  type FittedPortHamiltonian,
} from '@hgn/model';
import type { Names, PreparedSeries } from './series.ts';

/** A fit, and why it has the symmetry that it has. */
export interface Trained extends FittedPortHamiltonian {
  readonly symmetry: string;
}

/** How much smaller the error without mirror symmetry must be for the symmetry to be given up. */
const worthIt = 0.7;

/**
 * Learns the system: with mirror symmetry, and where that was not asked for without it too, in shorter windows, of which the
 * one is kept that the data ask for.
 */
export async function trainOn(
  series: readonly PreparedSeries[],
  names: Names,
  mirror: boolean | undefined,
  options: FitPortHamiltonianOptions,
): Promise<Trained> {
  const known = { names: names.positions, isAngle: names.isAngle, inputs: names.inputs };
  const fit = (symmetric: boolean, more: FitPortHamiltonianOptions = {}) =>
    fitPortHamiltonian(structureFor(series, { ...known, mirror: symmetric }), series, {
      ...options,
      ...more,
    });
  if (mirror !== undefined) {
    return {
      ...(await fit(mirror)),
      symmetry: mirror ? 'mirrored motions, as asked for' : 'none, as asked for',
    };
  }
  const short = { stages: 2, windows: Math.ceil((options.windows ?? 90) / 2) };
  const [symmetric, free] = [await fit(true, short), await fit(false, short)];
  const isMirrored = free.rms > worthIt * symmetric.rms;
  const compared = `errors over short windows are ${symmetric.rms.toPrecision(2)} with it, ${free.rms.toPrecision(2)} without`;
  return {
    ...(await fit(isMirrored)),
    symmetry: isMirrored
      ? `mirrored motions are motions (${compared})`
      : `none about the origin (${compared})`,
  };
}
