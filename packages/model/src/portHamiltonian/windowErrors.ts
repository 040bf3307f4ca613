import type { LearntSystem } from './portHamiltonian.ts';
import { lengthOf, type StateSeries } from './series.ts';

/** Stretches that are rolled out from their measured first state. */
export interface Windows {
  /** Steps of two samples in a window. */
  readonly steps: number;
  /** Steps between two moments at which the error is taken; divides `steps`. */
  readonly markEvery: number;
  readonly series: readonly StateSeries[];
  /** Of each window, its series and its first sample. */
  readonly starts: readonly { readonly series: number; readonly sample: number }[];
}

/** Windows over all series, evenly apart and none longer than what was measured. */
export function windowsOver(
  series: readonly StateSeries[],
  { steps, markEvery, stride }: { steps: number; markEvery: number; stride: number },
): Windows {
  const starts = series.flatMap((each, at) => {
    const count = Math.max(0, Math.floor((lengthOf(each) - 1 - 2 * steps) / stride) + 1);
    return Array.from({ length: count }, (_, k) => ({ series: at, sample: k * stride }));
  });
  return { steps, markEvery, series, starts };
}

/** Numbers that {@link windowErrors} writes. */
export const errorCount = ({ steps, markEvery, starts, series }: Windows): number =>
  starts.length * Math.floor(steps / markEvery) * series[0].positions.length;

/** Where a rollout has gone astray, its error counts as this many radians or units and its gradient as none. */
const astray = 50;

/**
 * Rolls every window out by the classical Runge-Kutta method in steps of two samples, inputs as measured, and writes
 * foreseen minus measured positions at each mark. Parameters beyond those of the system are forces that each series has of
 * its own, [series, n].
 *
 * @returns writes the errors of all windows, or of those of one series, at their places
 */
export function windowErrors(
  system: LearntSystem,
): (parameters: Float64Array, windows: Windows, out: Float64Array, only?: number) => void {
  const n = system.structure.coordinates.length;
  const own = system.layout.parameters.length;
  const m = system.structure.inputs.length;
  const [k1, k2, k3, k4, x, y] = [0, 0, 0, 0, 0, 0].map(() => new Float64Array(2 * n));
  const [q, velocity, p] = [0, 0, 0].map(() => new Float64Array(n));
  const [u, offset] = [new Float64Array(m), new Float64Array(n)];
  return (theta, { steps, markEvery, series, starts }, out, only) => {
    const field = (state: Float64Array, rate: Float64Array) => {
      system.field(theta, state, u, rate);
      for (let i = 0; i < n; i++) rate[n + i] += offset[i];
    };
    const perWindow = Math.floor(steps / markEvery) * n;
    for (const [place, start] of starts.entries()) {
      if (only !== undefined && start.series !== only) continue;
      let at = place * perWindow;
      for (let i = 0; i < n; i++) offset[i] = theta.length > own ? theta[own + start.series * n + i] : 0;
      const { dt, positions, velocities, inputs } = series[start.series];
      const h = 2 * dt;
      for (let i = 0; i < n; i++) {
        q[i] = positions[i][start.sample];
        velocity[i] = velocities[i][start.sample];
      }
      system.momentum(theta, q, velocity, p);
      for (let i = 0; i < n; i++) {
        x[i] = q[i];
        x[n + i] = p[i];
      }
      for (let step = 0; step < steps; step++) {
        const sample = start.sample + 2 * step;
        for (let k = 0; k < m; k++) u[k] = inputs[k][sample];
        field(x, k1);
        for (let i = 0; i < 2 * n; i++) y[i] = x[i] + (h / 2) * k1[i];
        for (let k = 0; k < m; k++) u[k] = inputs[k][sample + 1];
        field(y, k2);
        for (let i = 0; i < 2 * n; i++) y[i] = x[i] + (h / 2) * k2[i];
        field(y, k3);
        for (let i = 0; i < 2 * n; i++) y[i] = x[i] + h * k3[i];
        for (let k = 0; k < m; k++) u[k] = inputs[k][sample + 2];
        field(y, k4);
        for (let i = 0; i < 2 * n; i++) x[i] += (h / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        if ((step + 1) % markEvery !== 0) continue;
        for (let i = 0; i < n; i++) {
          const error = x[i] - positions[i][sample + 2];
          out[at++] = Math.abs(error) < astray ? error : astray;
        }
      }
    }
  };
}
