import type { ParameterLayout, PortHamiltonianStructure } from './structure.ts';

/** The potential at a moment. */
export interface PotentialInTime {
  /** Sets the moment. */
  at(theta: Float64Array, t: number): void;
  /** Cos and sin of each combination. */
  readonly coefficients: Float64Array;
  /** Of each coordinate that is no angle, the slope and the stiffness about its centre that come on top of those at rest. */
  readonly slope: Float64Array;
  readonly stiffness: Float64Array;
}

/** Numbers of a combination or of a coordinate for each harmonic: two terms of each, times cosine and sine of the phase. */
export const perDriven = 4;

/** Makes coefficients of a potential follow the clock: each has Fourier terms of the period beside its constant. */
export function potentialInTime(
  { coordinates, drive }: PortHamiltonianStructure,
  layout: ParameterLayout,
): PotentialInTime | undefined {
  if (drive === undefined) return undefined;
  const count = layout.combinations.length;
  const n = coordinates.length;
  const coefficients = new Float64Array(2 * count);
  const [slope, stiffness] = [new Float64Array(n), new Float64Array(n)];
  const perHarmonic = perDriven * (count + n);
  return {
    ...{ coefficients, slope, stiffness },
    at(theta, t) {
      const phase = ((2 * Math.PI * t) / drive.period) * Math.exp(theta[layout.drive]);
      for (let f = 0; f < 2 * count; f++) coefficients[f] = theta[layout.potential + f];
      slope.fill(0);
      stiffness.fill(0);
      for (let k = 1; k <= drive.harmonics; k++) {
        const [c, s] = [Math.cos(k * phase), Math.sin(k * phase)];
        let o = layout.drive + 1 + (k - 1) * perHarmonic;
        for (let f = 0; f < count; f++, o += perDriven) {
          coefficients[2 * f] += theta[o] * c + theta[o + 1] * s;
          coefficients[2 * f + 1] += theta[o + 2] * c + theta[o + 3] * s;
        }
        for (let i = 0; i < n; i++, o += perDriven) {
          slope[i] += theta[o] * c + theta[o + 1] * s;
          stiffness[i] += theta[o + 2] * c + theta[o + 3] * s;
        }
      }
    },
  };
}
