/** Where orbits are cut: zeros of a function of the state. */
export interface Section {
  /** The function; reads the state's numbers at `state[start]` … */
  readonly of: (state: ArrayLike<number>, start: number) => number;
  /** Count only zeros where it rises, or where it falls, along the orbit; default both. */
  readonly crossing?: 'rising' | 'falling' | 'both';
}

/** A state of an orbit on the section. */
export interface Crossing {
  readonly orbit: number;
  readonly state: Float64Array;
  /** Time since the orbit's first sample. */
  readonly t: number;
}

/** Samples that the polynomial between two of them goes through. */
const points = 6;

/**
 * Finds where orbits cross a section from samples at equal times, whatever moves them: a true Hamiltonian, a learnt one
 * behind a worker, a recording. Between two samples with a change of sign the orbit is the polynomial through the six
 * around them, so the state is off by some (dt/T)^6 of an orbit with time scale T, beside the error of the samples.
 * A crossing is told two samples later, the last ones by `finish`. Two zeros between two samples are not seen; a first
 * sample that is itself a zero does not count.
 */
export function sectionCrossings(
  orbits: number,
  dimension: number,
  dt: number,
  { of, crossing = 'both' }: Section,
): {
  /** Takes the next sample of every orbit: orbits × dimension numbers. */
  push(states: ArrayLike<number>): Crossing[];
  /** The crossings between the last samples, with the polynomial that there is. */
  finish(): Crossing[];
} {
  const size = orbits * dimension;
  /** The last six samples, oldest first. */
  const ring: Float64Array[] = [];
  let samples = 0;

  const between = (interval: number): Crossing[] => {
    const [before, after] = [ring[interval], ring[interval + 1]];
    const first = samples - ring.length;
    const found: Crossing[] = [];
    for (let orbit = 0; orbit < orbits; orbit++) {
      const start = orbit * dimension;
      const [from, to] = [of(before, start), of(after, start)];
      const rises = from < 0 && to >= 0;
      const falls = from > 0 && to <= 0;
      if (!(rises && crossing !== 'falling') && !(falls && crossing !== 'rising')) continue;
      const state = new Float64Array(dimension);
      const x = zero((theta) => of(interpolate(ring, interval + theta, start, state), 0), from, to);
      interpolate(ring, interval + x, start, state);
      found.push({ orbit, state, t: (first + interval + x) * dt });
    }
    return found;
  };
  const range = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => between(from + i)).flat();
  const middle = points / 2 - 1;

  return {
    push(states) {
      if (states.length !== size) {
        throw new RangeError(
          `sectionCrossings: a sample must have ${orbits} × ${dimension} numbers, but has ${states.length}`,
        );
      }
      const oldest = ring.length === points ? ring.shift() : undefined;
      const sample = oldest ?? new Float64Array(size);
      sample.set(states);
      ring.push(sample);
      samples++;
      if (ring.length < points) return [];
      return samples === points ? range(0, middle + 1) : between(middle);
    },
    finish: () => range(ring.length === points ? middle + 1 : 0, ring.length - 1),
  };
}

/** The polynomial through all samples of the ring, at sample number x: Lagrange's form, barycentric. */
function interpolate(
  ring: readonly Float64Array[],
  x: number,
  start: number,
  into: Float64Array,
): Float64Array {
  into.fill(0);
  let total = 0;
  let weight = 1;
  for (let i = 0; i < ring.length; i++) {
    // Weights at equal distances: (-1)^i times the binomial coefficients.
    if (i > 0) weight *= -(ring.length - i) / i;
    const distance = x - i;
    if (distance === 0) {
      for (let k = 0; k < into.length; k++) into[k] = ring[i][start + k];
      return into;
    }
    const share = weight / distance;
    total += share;
    for (let k = 0; k < into.length; k++) into[k] += share * ring[i][start + k];
  }
  for (let k = 0; k < into.length; k++) into[k] /= total;
  return into;
}

/** Where f, of opposite signs f0 at 0 and f1 at 1, vanishes: bisection by secants (Illinois). */
function zero(f: (x: number) => number, f0: number, f1: number): number {
  let [low, high, atLow, atHigh] = [0, 1, f0, f1];
  for (let k = 0; k < 100 && atHigh !== 0 && high - low > 1e-15; k++) {
    let x = high - (atHigh * (high - low)) / (atHigh - atLow);
    if (!(x > low && x < high)) x = (low + high) / 2;
    const at = f(x);
    if (at === 0) return x;
    if (at > 0 === atHigh > 0) {
      [high, atHigh, atLow] = [x, at, atLow / 2];
    } else {
      [low, atLow, atHigh] = [x, at, atHigh / 2];
    }
  }
  return high;
}
