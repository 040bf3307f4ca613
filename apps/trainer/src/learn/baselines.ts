import { solveRidge } from './linear.ts';
import type { PreparedSeries } from './series.ts';

/** Foresees positions a number of samples after `start`, from what was measured up to it. */
export type Baseline = (series: PreparedSeries, start: number, samples: number) => Float64Array;

const last: Baseline = ({ past }, start) => Float64Array.from(past.positions, (values) => values[start]);

const linear: Baseline = ({ past, dt }, start, samples) =>
  Float64Array.from(past.positions, (values, i) => values[start] + past.velocities[i][start] * samples * dt);

/** Samples per step of the autoregression, its lags, and its ridge. */
const lags = 8;

/**
 * Linear autoregression with the inputs (ARX), fitted to the training recordings: each position from the last eight values
 * of all positions and inputs, and the inputs to come, step after step.
 */
function autoregression(train: readonly PreparedSeries[], swing: number): Baseline {
  const { dt } = train[0];
  const stride = Math.max(1, Math.round(swing / 40 / dt));
  const n = train[0].measured.length;
  const m = train[0].inputs.length;
  const size = lags * n + (lags + 1) * m + 1;
  const row = new Float64Array(size);
  const fill = (valueAt: (i: number, lag: number) => number, inputAt: (k: number, lag: number) => number) => {
    let o = 0;
    for (let lag = 0; lag < lags; lag++) for (let i = 0; i < n; i++) row[o++] = valueAt(i, lag);
    for (let lag = -1; lag < lags; lag++) for (let k = 0; k < m; k++) row[o++] = inputAt(k, lag);
    row[o] = 1;
  };
  const matrix = new Float64Array(size * size);
  const rights = Array.from({ length: n }, () => new Float64Array(size));
  for (const { measured, inputs } of train) {
    for (let t = (lags - 1) * stride; t + stride < measured[0].length; t += Math.max(1, stride >> 1)) {
      fill(
        (i, lag) => measured[i][t - lag * stride],
        (k, lag) => inputs[k][t - lag * stride],
      );
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) matrix[a * size + b] += row[a] * row[b];
        for (let i = 0; i < n; i++) rights[i][a] += row[a] * measured[i][t + stride];
      }
    }
  }
  const ridge = 1e-6 * Math.max(...matrix.filter((_, at) => at % (size + 1) === 0));
  const weights = rights.map((right) => solveRidge(matrix, right, ridge));
  return ({ measured, inputs }, start, samples) => {
    const steps = Math.round(samples / stride);
    const known: Float64Array[] = [];
    for (let lag = lags - 1; lag >= 0; lag--) {
      known.push(Float64Array.from(measured, (values) => values[Math.max(0, start - lag * stride)]));
    }
    const length = measured[0].length;
    for (let step = 0; step < steps; step++) {
      const t = start + step * stride;
      fill(
        (i, lag) => known[known.length - 1 - lag][i],
        (k, lag) => inputs[k][Math.min(length - 1, Math.max(0, t - lag * stride))],
      );
      known.push(Float64Array.from(weights, (weight) => weight.reduce((sum, w, a) => sum + w * row[a], 0)));
    }
    return known[known.length - 1];
  };
}

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

/** The baselines by name: they know no physics. `swing` is in seconds. */
export const baselinesFor = (
  train: readonly PreparedSeries[],
  swing: number,
): Readonly<Record<string, Baseline>> => ({
  last,
  linear,
  autoregression: autoregression(train, swing),
  dampedSinusoid: dampedSinusoid(swing),
});
