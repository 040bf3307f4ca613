import type { Random } from '../random.ts';

/** A heat bath: each momentum is damped and driven at random, so that states come to be distributed as exp(-H / T). */
export interface Bath {
  /** T, in units of energy (k_B = 1). */
  readonly temperature: number;
  /** Time in which a velocity is forgotten. */
  readonly damping: number;
  /** Time step of the integration. */
  readonly step: number;
  /** Mass of each coordinate. */
  readonly masses: Float64Array;
}

/**
 * Langevin dynamics for a potential V(q), by the splitting BAOAB, whose positions are right to fourth order in the step
 * (Leimkuhler & Matthews 2013, doi:10.1093/amrx/abs010). The kicks are uniform numbers of the right variance, which
 * many steps turn into normal ones (Dünweg & Paul 1991, doi:10.1142/S0129183191001037), as in LAMMPS.
 *
 * Cost per step: one gradient. The returned function moves q and p on in place.
 */
export function langevin(
  gradient: (q: Float64Array, out: Float64Array) => Float64Array,
  { temperature, damping, step, masses }: Bath,
  random: Random,
): (q: Float64Array, p: Float64Array, steps: number) => void {
  const slope = new Float64Array(masses.length);
  const kept = Math.exp(-step / damping);
  // A uniform number from -1 to 1 has variance 1/3.
  const kicks = masses.map((mass) => Math.sqrt(3 * mass * temperature * (1 - kept * kept)));
  const half = step / 2;
  return (q, p, steps) => {
    gradient(q, slope);
    for (let s = 0; s < steps; s++) {
      for (let i = 0; i < q.length; i++) {
        p[i] -= half * slope[i];
        q[i] += (half * p[i]) / masses[i];
        p[i] = kept * p[i] + kicks[i] * random.uniform(-1, 1);
        q[i] += (half * p[i]) / masses[i];
      }
      gradient(q, slope);
      for (let i = 0; i < q.length; i++) p[i] -= half * slope[i];
    }
  };
}
