import type { Drive } from '@hgn/model';
import { solveRidge } from './linear.ts';
import type { PreparedSeries } from './series.ts';

/** Foresees positions a number of samples after `start`, from what was measured up to it. */
export type Baseline = (series: PreparedSeries, start: number, samples: number) => Float64Array;

const last: Baseline = ({ past }, start) => Float64Array.from(past.positions, (values) => values[start]);

const linear: Baseline = ({ past, dt }, start, samples) =>
  Float64Array.from(past.positions, (values, i) => values[start] + past.velocities[i][start] * samples * dt);

/** Lags of the autoregression. */
const lags = 8;

/** A linear autoregression with inputs (ARX), as it was fitted: plain data, so that a model can keep it. */
export interface Autoregression {
  /** Samples of a step. */
  readonly stride: number;
  /** Of each position, a weight for each value that is looked at. */
  readonly weights: readonly (readonly number[])[];
}

type InputAt = (series: PreparedSeries, k: number, sample: number) => number;

/** Inputs as an autoregression sees them: where the last is a clock, it sees harmonics of the period of the drive instead. */
function inputsOf(
  inputs: number,
  drive: Drive | undefined,
): { readonly count: number; readonly at: InputAt } {
  if (drive === undefined) return { count: inputs, at: (series, k, sample) => series.inputs[k][sample] };
  const pushes = inputs - 1;
  return {
    count: pushes + 2 * drive.harmonics,
    at: (series, k, sample) => {
      if (k < pushes) return series.inputs[k][sample];
      const harmonic = ((k - pushes) >> 1) + 1;
      const phase = (2 * Math.PI * harmonic * series.inputs[pushes][sample]) / drive.period;
      return (k - pushes) % 2 === 0 ? Math.cos(phase) : Math.sin(phase);
    },
  };
}

/** What one step is foreseen from: all positions at the lags, all inputs there and at the next step, and a constant. */
function rowOf(
  n: number,
  m: number,
  valueAt: (i: number, lag: number) => number,
  inputAt: (k: number, lag: number) => number,
): Float64Array {
  const row = new Float64Array(lags * n + (lags + 1) * m + 1);
  let o = 0;
  for (let lag = 0; lag < lags; lag++) for (let i = 0; i < n; i++) row[o++] = valueAt(i, lag);
  for (let lag = -1; lag < lags; lag++) for (let k = 0; k < m; k++) row[o++] = inputAt(k, lag);
  row[o] = 1;
  return row;
}

/**
 * Fits a linear autoregression with the inputs (ARX) to the recordings of the training: each position from the last eight values
 * of all positions and inputs, and the inputs to come, step after step.
 */
export function fitAutoregression(
  train: readonly PreparedSeries[],
  swing: number,
  drive?: Drive,
): Autoregression {
  const { dt } = train[0];
  const stride = Math.max(1, Math.round(swing / 40 / dt));
  const n = train[0].measured.length;
  const { count: m, at } = inputsOf(train[0].inputs.length, drive);
  const size = lags * n + (lags + 1) * m + 1;
  const matrix = new Float64Array(size * size);
  const rights = Array.from({ length: n }, () => new Float64Array(size));
  for (const series of train) {
    const { measured } = series;
    for (let t = (lags - 1) * stride; t + stride < measured[0].length; t += Math.max(1, stride >> 1)) {
      const row = rowOf(
        n,
        m,
        (i, lag) => measured[i][t - lag * stride],
        (k, lag) => at(series, k, t - lag * stride),
      );
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) matrix[a * size + b] += row[a] * row[b];
        for (let i = 0; i < n; i++) rights[i][a] += row[a] * measured[i][t + stride];
      }
    }
  }
  const ridge = 1e-6 * Math.max(...matrix.filter((_, place) => place % (size + 1) === 0));
  return { stride, weights: rights.map((right) => Array.from(solveRidge(matrix, right, ridge))) };
}

const autoregression =
  ({ stride, weights }: Autoregression, drive: Drive | undefined): Baseline =>
  (series, start, samples) => {
    const { measured, inputs } = series;
    const { count: m, at } = inputsOf(inputs.length, drive);
    const known: Float64Array[] = [];
    for (let lag = lags - 1; lag >= 0; lag--) {
      known.push(Float64Array.from(measured, (values) => values[Math.max(0, start - lag * stride)]));
    }
    const length = measured[0].length;
    for (let step = 0; step < Math.round(samples / stride); step++) {
      const t = start + step * stride;
      const row = rowOf(
        measured.length,
        m,
        (i, lag) => known[known.length - 1 - lag][i],
        (k, lag) => at(series, k, Math.min(length - 1, Math.max(0, t - lag * stride))),
      );
      known.push(Float64Array.from(weights, (weight) => weight.reduce((sum, w, a) => sum + w * row[a], 0)));
    }
    return known[known.length - 1];
  };

/** Per swing: what is tried for frequencies, and decay rates times the swing. */
const frequencies = [0.5, 0.7, 0.85, 1, 1.2, 1.45, 1.75, 2.2];
const decays = [0, 0.7, 2];

/** A constant and a damped sinusoid for each position, fitted to the last swing before the start. */
function dampedSinusoid(swing: number): Baseline {
  return ({ measured, dt }, start, samples) =>
    Float64Array.from(measured, (values) => {
      const count = Math.min(start + 1, Math.round(swing / dt));
      const every = Math.max(1, Math.floor(count / 30));
      let [best, foreseen] = [Infinity, values[start]];
      for (const frequency of frequencies) {
        for (const decay of decays) {
          const omega = (2 * Math.PI * frequency) / swing;
          const basis = (t: number) => {
            const size = Math.exp((-decay * t) / swing);
            return [1, size * Math.cos(omega * t), size * Math.sin(omega * t)];
          };
          const matrix = new Float64Array(9);
          const right = new Float64Array(3);
          let square = 0;
          for (let s = 0; s < count; s += every) {
            const x = basis(-s * dt);
            const y = values[start - s];
            square += y * y;
            for (let a = 0; a < 3; a++) {
              right[a] += x[a] * y;
              for (let b = 0; b < 3; b++) matrix[3 * a + b] += x[a] * x[b];
            }
          }
          const c = solveRidge(matrix, right, 1e-3);
          const residual = square - c.reduce((sum, value, a) => sum + value * right[a], 0);
          if (residual >= best) continue;
          best = residual;
          foreseen = basis(samples * dt).reduce((sum, value, a) => sum + value * c[a], 0);
        }
      }
      return foreseen;
    });
}

/**
 * The baselines by name: they know no physics. `swing` is in seconds. The autoregression is what the training recordings gave; where
 * none was kept there is none, since one fitted to the recordings that are judged would know them.
 */
export const baselinesFor = (
  swing: number,
  fitted: Autoregression | undefined,
  drive?: Drive,
): Readonly<Record<string, Baseline>> => ({
  last,
  linear,
  ...(fitted && { autoregression: autoregression(fitted, drive) }),
  dampedSinusoid: dampedSinusoid(swing),
});
