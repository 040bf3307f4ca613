import { requireOptions, type OptionNames } from '@hgn/options';
import { leastSquares } from './leastSquares.ts';
import { createPortHamiltonian, type LearntSystem } from './portHamiltonian.ts';
import { lengthOf, requireSeries, type StateSeries } from './series.ts';
import type { Parameter, PortHamiltonianStructure } from './structure.ts';
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
  /**
   * Whether each series may have a constant force of its own on every coordinate, as of a torque sensor that is not at its zero or an
   * encoder that was mounted askew; false unless told.
   */
  readonly offsets?: boolean;
  /** A fit of the same structure and as many series to go on from, with the stage after its last, or the last one again. */
  readonly from?: FittedPortHamiltonian;
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
  /** Of each series, the force of its own on each coordinate; zeros where none was allowed. */
  readonly offsets: readonly Float64Array[];
  /** Stages gone through. */
  readonly stages: number;
  /** Standard deviation of the prior of each parameter and offset, as adapted to the data. */
  readonly deviations: Float64Array;
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
  offsets: true,
  from: true,
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
  const { windows: wanted = 90, stages: last = 3, offsets = false, from, onProgress, signal } = options;
  const n = structure.coordinates.length;
  requireSeries('fitPortHamiltonian', series, n, structure.inputs.length);
  const system = createPortHamiltonian(structure);
  const own = system.layout.parameters.length;
  const parameters = offsets
    ? [...system.layout.parameters, ...offsetsOf(structure, series.length)]
    : system.layout.parameters;
  const errorsOf = windowErrors(system);
  const { dt } = series[0];
  const total = series.reduce((sum, each) => sum + lengthOf(each), 0);
  const units = typicalErrors(structure, series);
  let values: Float64Array = Float64Array.from(parameters, ({ initial }) => initial);
  let deviations: Float64Array = Float64Array.from(parameters, ({ deviation }) => deviation);
  if (from) {
    requireAlike(from, parameters.length);
    values.set(from.parameters);
    from.offsets.forEach((each, at) =>
      values.set(each.subarray(0, offsets ? n : 0), offsets ? own + at * n : 0),
    );
    deviations = Float64Array.from(from.deviations);
  }
  const first = Math.min(from?.stages ?? 0, last - 1);
  let covariance: Float64Array = new Float64Array(parameters.length ** 2);
  let rms = from?.rms ?? NaN;
  let iterations = 0;
  let reached = first;
  for (let index = first; index < last; index++) {
    const { length, marks, iterations: most, power, tempering } = stages[index];
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
    const perWindow = marks * n;
    const errors = (at: Float64Array, out: Float64Array, changed = 0) => {
      const only = changed < own ? undefined : Math.floor((changed - own) / n);
      errorsOf(at, windows, out, only);
      for (let r = 0; r < count; r++) {
        if (only === undefined || windows.starts[Math.floor(r / perWindow)].series === only)
          out[r] *= weights[r];
      }
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
    reached = index + 1;
  }
  const all = parameters.length;
  return {
    system,
    parameters: values.slice(0, own),
    covariance: Float64Array.from(
      { length: own * own },
      (_, k) => covariance[Math.floor(k / own) * all + (k % own)],
    ),
    rms,
    iterations,
    offsets: series.map((_, at) =>
      offsets ? values.slice(own + at * n, own + (at + 1) * n) : new Float64Array(n),
    ),
    stages: reached,
    deviations,
  };
}

/** Share of the force of a typical swing that offsets have before anything is measured. */
const typicalOffset = 0.5;

/** The force on each coordinate that a typical swing takes. */
export const typicalForces = ({ scales: { mass, speeds, time } }: PortHamiltonianStructure): number[] =>
  speeds.map((speed) => (mass * speed * 2 * Math.PI) / time);

const offsetsOf = (structure: PortHamiltonianStructure, count: number): Parameter[] =>
  Array.from({ length: count }, (_, at) =>
    typicalForces(structure).map((force, i) => ({
      name: `offset ${at} ${structure.coordinates[i].name}`,
      initial: 0,
      deviation: typicalOffset * force,
      relevance: true,
    })),
  ).flat();

function requireAlike({ deviations }: FittedPortHamiltonian, wanted: number): void {
  if (deviations.length === wanted) return;
  throw new RangeError(
    `fitPortHamiltonian: \`from\` must have ${wanted} parameters and offsets, but has ${deviations.length}; go on with the same structure, offsets and number of series`,
  );
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
