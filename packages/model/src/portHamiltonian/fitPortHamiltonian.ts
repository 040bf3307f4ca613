import { requireOptions, type OptionNames } from '@hgn/options';
import { leastSquares } from './leastSquares.ts';
import { createPortHamiltonian, type LearntSystem } from './portHamiltonian.ts';
import { lengthOf, requireSeries, type StateSeries } from './series.ts';
import type { PortHamiltonianStructure } from './structure.ts';
import { errorCount, windowErrors, windowsOver } from './windowErrors.ts';

/** Where a fit stands. */
export interface FitProgress {
  /** 1 for windows of a tenth of a swing, 2 for less than half, 3 for more than a whole. */
  readonly stage: number;
  readonly iteration: number;
  /** Root mean square error of foreseen positions in the windows of the stage, over all coordinates. */
  readonly rms: number;
}

/** How a system is fitted. */
export interface FitPortHamiltonianOptions {
  /** Windows in each stage, about; the fit's time is in proportion. 90 unless told. */
  readonly windows?: number;
  /** Stages to go through, 1 to 3; 3 unless told. */
  readonly stages?: number;
  /** Waited for after each iteration. */
  readonly onProgress?: (progress: FitProgress) => Promise<void> | void;
  /** Ends after the iteration at hand. */
  readonly signal?: AbortSignal;
}

/** A fitted system. */
export interface FittedPortHamiltonian {
  readonly system: LearntSystem;
  readonly parameters: Float64Array;
  /** Covariance of the parameters, [all, all]. */
  readonly covariance: Float64Array;
  /** Root mean square error in the windows of the last stage. */
  readonly rms: number;
  /** Iterations of all stages. */
  readonly iterations: number;
}

interface Stage {
  /** In typical swings. */
  readonly length: number;
  readonly marks: number;
  readonly iterations: number;
  /** Errors count in proportion to time to this power, negated. */
  readonly power: number;
  readonly tempering?: number;
}

const stages: readonly Stage[] = [
  { length: 0.12, marks: 5, iterations: 15, power: 1 },
  { length: 0.45, marks: 10, iterations: 12, power: 0.3, tempering: 30 },
  { length: 1.1, marks: 10, iterations: 10, power: 0.3, tempering: 30 },
];

const fitPortHamiltonianOptionNames: OptionNames<FitPortHamiltonianOptions> = {
  windows: true,
  stages: true,
  onProgress: true,
  signal: true,
};

/**
 * Learns energy, friction and gains of inputs from measured states: windows are foreseen from their first state and the
 * inputs that followed, and the parameters that err least are found by a robust Gauss-Newton method, over windows that grow
 * from a tenth of a swing to more than one. Terms that the data do not ask for shrink away.
 *
 * Cost: (free parameters + 2) rollouts of all windows an iteration: some 10 to 20 s of one core for a double pendulum with
 * 20 to 50 parameters and 40 s of data, however many there are.
 *
 * @throws RangeError for series that do not fit the structure or are all shorter than a window
 * @example
 * import { fitPortHamiltonian, structureFor } from '@hgn/model';
 *
 * // A pendulum of mass 1 and length 1 with friction 0.1, its states every 20 ms.
 * let [q, v] = [1, 0];
 * const states = Array.from({ length: 1000 }, () => {
 *   for (let k = 0; k < 20; k++) {
 *     v += 0.001 * (-9.81 * Math.sin(q) - 0.1 * v);
 *     q += 0.001 * v;
 *   }
 *   return [q, v];
 * });
 * const column = (i: number) => [Float64Array.from(states, (state) => state[i])];
 * const series = [{ dt: 0.02, positions: column(0), velocities: column(1), inputs: [] }];
 * const structure = structureFor(series, { names: ['angle'], isAngle: [true], inputs: [] });
 * const { rms } = await fitPortHamiltonian(structure, series, { windows: 20, stages: 2 });
 * console.log(rms < 0.01); // true
 */
export async function fitPortHamiltonian(
  structure: PortHamiltonianStructure,
  series: readonly StateSeries[],
  options: FitPortHamiltonianOptions = {},
): Promise<FittedPortHamiltonian> {
  requireOptions('fitPortHamiltonian', options, fitPortHamiltonianOptionNames);
  const { windows: wanted = 90, stages: last = 3, onProgress, signal } = options;
  const n = structure.coordinates.length;
  requireSeries('fitPortHamiltonian', series, n, structure.inputs.length);
  const system = createPortHamiltonian(structure);
  const { parameters } = system.layout;
  const errorsOf = windowErrors(system);
  const { dt } = series[0];
  const total = series.reduce((sum, each) => sum + lengthOf(each), 0);
  const units = typicalErrors(structure, series);
  let values = system.initial();
  let deviations: Float64Array = Float64Array.from(parameters, ({ deviation }) => deviation);
  let covariance: Float64Array = new Float64Array(parameters.length ** 2);
  let rms = NaN;
  let iterations = 0;
  for (const [index, { length, marks, iterations: most, power, tempering }] of stages
    .slice(0, last)
    .entries()) {
    if (signal?.aborted) break;
    const markEvery = Math.max(1, Math.round((length * structure.scales.time) / (2 * dt) / marks));
    const steps = markEvery * marks;
    const stride = Math.max(1, Math.ceil(total / wanted), Math.round((0.08 * structure.scales.time) / dt));
    const windows = windowsOver(series, { steps, markEvery, stride });
    if (windows.starts.length === 0) {
      if (index > 0) break;
      throw new RangeError(
        `fitPortHamiltonian: a series must be longer than ${(2 * steps * dt).toPrecision(2)} s, but the longest has ${(Math.max(...series.map(lengthOf)) * dt).toPrecision(2)} s; record longer`,
      );
    }
    const count = errorCount(windows);
    const weights = Float64Array.from({ length: count }, (_, r) => {
      const time = (Math.floor(r / n) % marks) + 1;
      return 1 / (units[r % n] * ((time / marks) * length + 0.02) ** power);
    });
    const errors = (at: Float64Array, out: Float64Array) => {
      errorsOf(at, windows, out);
      for (let r = 0; r < count; r++) out[r] *= weights[r];
    };
    const plain = new Float64Array(count);
    const rmsAt = (at: Float64Array) => {
      errorsOf(at, windows, plain);
      return Math.sqrt(plain.reduce((sum, e) => sum + e * e, 0) / count);
    };
    const fitted = await leastSquares(
      { parameters, count, errors, ...(tempering !== undefined && { tempering }) },
      values,
      deviations,
      {
        iterations: most,
        onIteration: async (iteration, cost) => {
          await onProgress?.({ stage: index + 1, iteration, rms: Math.sqrt(cost / count) * units[0] });
          return !(signal?.aborted ?? false);
        },
      },
    );
    ({ values, deviations, covariance } = fitted);
    iterations += fitted.iterations;
    rms = rmsAt(values);
  }
  return { system, parameters: values, covariance, rms, iterations };
}

/** Of each coordinate the error that counts as one: a share of how far it moves, the same for all angles. */
function typicalErrors({ coordinates }: PortHamiltonianStructure, series: readonly StateSeries[]): number[] {
  const variances = coordinates.map((_, i) => {
    let [count, sum, square] = [0, 0, 0];
    for (const { positions } of series) {
      for (const value of positions[i]) {
        count++;
        sum += value;
        square += value * value;
      }
    }
    return Math.max(square / count - (sum / count) ** 2, 1e-300);
  });
  const angles = variances.filter((_, i) => coordinates[i].isAngle);
  const angle = angles.reduce((sum, value) => sum + value, 0) / Math.max(1, angles.length);
  return coordinates.map(({ isAngle }, i) => 0.15 * Math.sqrt(isAngle ? angle : variances[i]));
}
