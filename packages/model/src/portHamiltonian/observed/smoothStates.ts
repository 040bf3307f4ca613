import { requireOptions } from '@hgn/options';
import { choleskyFactor, choleskySolve } from '../cholesky.ts';
import { filter, type FilterOptions, type FilterSteps } from './filterStates.ts';
import { multiply } from '../multiply.ts';
import { requireObservations, type ObservationNoise, type Observations } from './observations.ts';
import type { LearntSystem } from '../portHamiltonian.ts';

/** States that all measurements of a recording tell, those after a moment too. */
export interface SmoothedStates {
  /** Of each coordinate, at each moment that was asked for; of each sample where none was. */
  readonly positions: readonly Float64Array[];
  readonly velocities: readonly Float64Array[];
  /** Of each coordinate, the force that the recording has of its own. */
  readonly offset: Float64Array;
}

/**
 * Infers states from all that was measured, before and after each moment, through the system itself: `filterStates` there, and
 * the way back of Rauch, Tung and Striebel (AIAA Journal 3, 1965, doi:10.2514/3.3166).
 *
 * Cost: twice that of the filter, and (6 n)^2 numbers kept a moment.
 * @param options - as of `filterStates`
 * @throws RangeError for observations or noise that do not fit the system
 * @example
 * import { createPortHamiltonian, smoothStates } from '@hgn/model';
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
 * const { velocities } = smoothStates(system, system.initial(), measured, noise);
 * console.log(velocities[0][1] > 1.5); // true
 */
export function smoothStates(
  system: LearntSystem,
  parameters: Float64Array,
  observations: Observations,
  noise: ObservationNoise,
  options: FilterOptions = {},
): SmoothedStates {
  requireOptions('smoothStates', options, { at: true, step: true });
  requireObservations('smoothStates', system, observations, noise);
  const n = system.structure.coordinates.length;
  const size = 3 * n;
  const at = options.at ?? observations.time;
  let steps: FilterSteps | undefined;
  const keep = (moments: number) => {
    const [mean, covariance, jacobian] = [size, size * size, size * size].map(
      (each) => new Float64Array(moments * each),
    );
    return (steps = { mean, covariance, jacobian });
  };
  const { mean, covariance, place } = filter({ system, parameters }, observations, noise, {
    ...options,
    at,
    keep,
  });
  if (steps) goBack(mean, covariance, steps, size);
  const [positions, velocities] = [0, 0].map(() =>
    Array.from({ length: n }, () => new Float64Array(place.length)),
  );
  const velocity = new Float64Array(n);
  place.forEach((moment, k) => {
    const state = mean.subarray(moment * size, (moment + 1) * size);
    system.velocity(parameters, state.slice(0, n), state.slice(n, 2 * n), velocity);
    for (let i = 0; i < n; i++) {
      positions[i][k] = state[i];
      velocities[i][k] = velocity[i];
    }
  });
  return { positions, velocities, offset: mean.slice(mean.length - n) };
}

/** Takes what came after each moment into its mean. */
function goBack(mean: Float64Array, covariance: Float64Array, steps: FilterSteps, size: number): void {
  const square = size * size;
  const cross = new Float64Array(square);
  const difference = new Float64Array(size);
  for (let m = mean.length / size - 2; m >= 0; m--) {
    const next = (m + 1) * square;
    const foreseen = steps.covariance.slice(next, next + square);
    // What rounding took from its rank must not end the way back.
    for (let a = 0; a < size; a++) foreseen[a * size + a] *= 1 + 1e-9;
    const factor = choleskyFactor(foreseen, size);
    // Where the filter began anew nothing leads back.
    if (!factor) continue;
    for (let a = 0; a < size; a++) {
      difference[a] = mean[(m + 1) * size + a] - steps.mean[(m + 1) * size + a];
    }
    const pulled = choleskySolve(factor, difference);
    multiply(
      covariance.subarray(m * square, next),
      steps.jacobian.subarray(next, next + square),
      cross,
      size,
      true,
    );
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) mean[m * size + a] += cross[a * size + b] * pulled[b];
    }
  }
}
