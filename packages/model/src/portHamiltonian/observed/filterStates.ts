import { multiply } from '../multiply.ts';
import { requireOptions } from '@hgn/options';
import { requireObservations, timelineOf, type ObservationNoise, type Observations } from './observations.ts';
import type { LearntSystem } from '../portHamiltonian.ts';

/** What is known of a system's states along a timeline from what was measured up to each moment. */
export interface FilteredStates {
  /** Seconds of each moment. */
  readonly time: Float64Array;
  /** Mean of [q, p, offset] at each moment, [moments, 3 n]. */
  readonly mean: Float64Array;
  /** Its covariance, [moments, 3 n, 3 n]. */
  readonly covariance: Float64Array;
  /** Place in the timeline of each moment that was asked for. */
  readonly place: Int32Array;
  /** Logarithm of the density of the measurements, each given those before it. */
  readonly logLikelihood: number;
}

/** What a smoother goes back over: mean and covariance before each moment's measurement, and the Jacobian of the step there. */
export interface FilterSteps {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  readonly jacobian: Float64Array;
}

/** How states are filtered. */
export interface FilterOptions {
  /** Moments at which states are asked for beside those of the samples, in seconds and increasing. */
  readonly at?: ArrayLike<number>;
  /** Longest step of the integration; a hundredth of the typical swing unless told. */
  readonly step?: number;
}

const logTwoPi = Math.log(2 * Math.PI);

/**
 * Infers states from measured positions through the system itself, by an extended Kalman filter: each state depends on what
 * was measured up to its moment alone, and on inputs. Beside q and p it infers an offset: a force that the recording has of
 * its own, as of a torque sensor that is not at its zero. Slopes are
 * taken over one standard deviation to either side, since dry friction is not straight.
 *
 * Cost: 4 n + 4 evaluations of the field a moment for n coordinates; some 10 microseconds for two angles.
 *
 * @param options - moments that are asked for and the longest step, see {@link FilterOptions}
 * @throws RangeError for observations or noise that do not fit the system
 * @example
 * import { createPortHamiltonian, filterStates } from '@hgn/model';
 *
 * const system = createPortHamiltonian({
 *   coordinates: [{ name: 'angle', isAngle: true, centre: 0, range: 1 }],
 *   inputs: [],
 *   massOrder: 1,
 *   potentialOrder: 1,
 *   mirror: true,
 *   fadingSpeeds: [[0.1]],
 *   scales: { mass: 1, speeds: [2], time: 1 },
 * });
 * const time = Float64Array.of(0, 0.1, 0.2);
 * const measured = { time, positions: [Float64Array.of(0.1, 0.3, 0.5)], inputs: [] };
 * const noise = { measurement: [0.01], disturbance: [0.1], offset: [0] };
 * const { mean } = filterStates(system, system.initial(), measured, noise);
 * console.log(mean[6].toFixed(1)); // 0.5
 */
export function filterStates(
  system: LearntSystem,
  parameters: Float64Array,
  observations: Observations,
  noise: ObservationNoise,
  options: FilterOptions = {},
): FilteredStates {
  requireOptions('filterStates', options, { at: true, step: true });
  requireObservations('filterStates', system, observations, noise);
  return filter({ system, parameters }, observations, noise, options);
}

/** {@link filterStates}, which fills `kept` where it is given; it has to have room for as many moments as the timeline has. */
export function filter(
  { system, parameters }: { readonly system: LearntSystem; readonly parameters: Float64Array },
  observations: Observations,
  noise: ObservationNoise,
  options: FilterOptions & { readonly keep?: (moments: number) => FilterSteps },
): FilteredStates {
  const { coordinates, scales } = system.structure;
  const n = coordinates.length;
  const size = 3 * n;
  const { at, step: longest = scales.time / 100, keep } = options;
  const timeline = timelineOf(observations, at);
  const { time, sample, place } = timeline;
  const moments = time.length;
  const advance = stepOf(system, parameters);

  const mean = new Float64Array(moments * size);
  const covariance = new Float64Array(moments * size * size);
  const kept = keep?.(moments);
  const x = new Float64Array(size);
  const P = new Float64Array(size * size);
  const spare = new Float64Array(size * size);
  const [A, F, total] = [0, 0, 0].map(() => new Float64Array(size * size));
  const [low, high] = [0, 0].map(() => new Float64Array(size));
  const middle = new Float64Array(2 * n);
  const [from, halfway, to] = [0, 0, 0].map(() => new Float64Array(timeline.inputs.length));
  // An offset is a force, and does not change.
  for (let i = 0; i < n; i++) A[(n + i) * size + 2 * n + i] = 1;
  const still = new Float64Array(n);

  let latest = 0;
  /** Nothing but the position that was measured last is known. */
  const begin = () => {
    P.fill(0);
    for (let i = 0; i < n; i++) still[i] = x[i] = observations.positions[i][latest];
    const mass = system.massMatrix(parameters, still, new Float64Array(n * n));
    for (let i = 0; i < n; i++) {
      x[n + i] = x[2 * n + i] = 0;
      P[i * size + i] = (1e3 * noise.measurement[i]) ** 2;
      P[(2 * n + i) * size + 2 * n + i] = noise.offset[i] ** 2;
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += mass[i * n + k] * (2 * scales.speeds[k]) ** 2 * mass[j * n + k];
        P[(n + i) * size + n + j] = sum;
      }
    }
  };
  const disturb = (seconds: number) => {
    for (let i = 0; i < n; i++) P[(n + i) * size + n + i] += noise.disturbance[i] ** 2 * seconds;
  };
  /** One step of h seconds from inputs `from` to inputs `to`; the Jacobian into F, multiplied onto `total`. */
  const predict = (h: number) => {
    disturb(h / 2);
    advance(x, from, to, h, middle);
    for (let j = 0; j < 2 * n; j++) {
      const reach = Math.max(Math.sqrt(Math.max(0, P[j * size + j])), 1e-7);
      const here = middle[j];
      middle[j] = here + reach;
      system.field(parameters, middle, halfway, high);
      middle[j] = here - reach;
      system.field(parameters, middle, halfway, low);
      middle[j] = here;
      for (let i = 0; i < 2 * n; i++) A[i * size + j] = (high[i] - low[i]) / (2 * reach);
    }
    multiply(A, A, F, size, false);
    for (let k = 0; k < F.length; k++) F[k] = h * A[k] + ((h * h) / 2) * F[k];
    for (let i = 0; i < size; i++) F[i * size + i] += 1;
    // spare = F P; P = spare F^T.
    multiply(F, P, spare, size, false);
    multiply(spare, F, P, size, true);
    disturb(h / 2);
    if (kept) {
      multiply(F, total, spare, size, false);
      total.set(spare);
    }
  };
  let logLikelihood = 0;
  const update = (s: number) => {
    // Coordinates have independent errors: one after the other needs no inverse.
    for (let i = 0; i < n; i++) {
      const variance = P[i * size + i] + noise.measurement[i] ** 2;
      const error = observations.positions[i][s] - x[i];
      logLikelihood -= (Math.log(variance) + (error * error) / variance + logTwoPi) / 2;
      for (let a = 0; a < size; a++) spare[a] = P[a * size + i] / variance;
      for (let a = 0; a < size; a++) x[a] += spare[a] * error;
      for (let b = 0; b < size; b++) low[b] = P[i * size + b];
      for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) P[a * size + b] -= spare[a] * low[b];
    }
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < a; b++) {
        P[a * size + b] = P[b * size + a] = (P[a * size + b] + P[b * size + a]) / 2;
      }
    }
  };
  const isLost = () => !x.every(Number.isFinite) || !P.every(Number.isFinite);

  begin();
  for (let moment = 0; moment < moments; moment++) {
    total.fill(0);
    for (let a = 0; a < size; a++) total[a * size + a] = 1;
    if (moment > 0) {
      const seconds = time[moment] - time[moment - 1];
      const steps = Math.max(1, Math.ceil(seconds / longest));
      for (let k = 0; k < steps; k++) {
        timeline.inputs.forEach((values, c) => {
          const change = values[moment] - values[moment - 1];
          from[c] = values[moment - 1] + (change * k) / steps;
          to[c] = values[moment - 1] + (change * (k + 1)) / steps;
          halfway[c] = (from[c] + to[c]) / 2;
        });
        predict(seconds / steps);
      }
      // A system that carries states off to nowhere is left, and the next measurement begins anew.
      if (isLost()) begin();
    }
    kept?.mean.set(x, moment * size);
    kept?.covariance.set(P, moment * size * size);
    kept?.jacobian.set(total, moment * size * size);
    if (sample[moment] >= 0) {
      latest = sample[moment];
      update(latest);
    }
    mean.set(x, moment * size);
    covariance.set(P, moment * size * size);
  }
  return { time, mean, covariance, place, logLikelihood };
}

/** The classical Runge-Kutta step of [q, p, offset] in place; inputs run straight from `from` to `to`. */
function stepOf(system: LearntSystem, parameters: Float64Array) {
  const n = system.structure.coordinates.length;
  const [k1, k2, k3, k4, y] = [0, 0, 0, 0, 0].map(() => new Float64Array(2 * n));
  const halfway = new Float64Array(system.structure.inputs.length);
  return (x: Float64Array, from: Float64Array, to: Float64Array, h: number, middle: Float64Array) => {
    const rate = (at: Float64Array, u: Float64Array, out: Float64Array) => {
      system.field(parameters, at, u, out);
      for (let i = 0; i < n; i++) out[n + i] += x[2 * n + i];
    };
    for (let k = 0; k < halfway.length; k++) halfway[k] = (from[k] + to[k]) / 2;
    rate(x, from, k1);
    for (let i = 0; i < 2 * n; i++) y[i] = x[i] + (h / 2) * k1[i];
    rate(y, halfway, k2);
    for (let i = 0; i < 2 * n; i++) y[i] = x[i] + (h / 2) * k2[i];
    rate(y, halfway, k3);
    middle.set(y);
    for (let i = 0; i < 2 * n; i++) y[i] = x[i] + h * k3[i];
    rate(y, to, k4);
    for (let i = 0; i < 2 * n; i++) x[i] += (h / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  };
}
