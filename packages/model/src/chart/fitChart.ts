import { requireOptions } from '@hgn/options';
import type { Chart, PhasePoints } from './chart.ts';
import { principalComponents, type Components } from './components.ts';
import { fitGauge } from './gauge.ts';

/** How to fit a chart. */
export interface FitChartOptions {
  /**
   * Share of the samples, from the first on, that the gauge is fitted to; the others judge it. Samples of one
   * trajectory should stand together, so that it is judged on other trajectories. Default 0.6.
   */
  readonly fitted?: number;
}

/** A gauge that explains less is none. */
const enough = 0.5;

/**
 * The plane in which latent states are drawn: their two principal axes, and where the truth is known the linear map to
 * it with its inverse, how much of the truth it explains on samples it was not fitted to, and how far it is from
 * symplectic.
 *
 * A latent state is the vector of q and then p. The latent form is that of all its coordinates; the plane in it that
 * the inverse spans is compared with the true phase space. A chart without `gauge` says that no linear map explains
 * half of the truth.
 *
 * Cost: milliseconds for 32 numbers a state; a second for 512.
 *
 * @param latent states of at least 3 samples
 * @param truth true states of the same samples
 * @throws RangeError when samples or shapes do not fit, or a number is not finite
 * @example
 * import { fitChart } from '@hgn/model';
 *
 * // A latent phase space of two degrees, in which an oscillator of mass 2 is rotated and stretched.
 * const truth = { samples: 40, q: new Float64Array(40), p: new Float64Array(40) };
 * const latent = { samples: 40, q: new Float64Array(80), p: new Float64Array(80) };
 * for (let n = 0; n < 40; n++) {
 *   const [q, p] = [Math.cos(n), -2 * Math.sin(n)];
 *   [truth.q[n], truth.p[n]] = [q, p];
 *   latent.q.set([2 * q + p, 0], 2 * n);
 *   latent.p.set([p / 2, 0], 2 * n);
 * }
 * const { gauge } = fitChart(latent, truth);
 * console.log(gauge?.r2.toFixed(3), gauge?.scale.toFixed(3)); // 1.000 1.000: an area is as large in either
 */
export function fitChart(latent: PhasePoints, truth?: PhasePoints, options: FitChartOptions = {}): Chart {
  requireOptions('fitChart', options, { fitted: true });
  const { fitted = 0.6 } = options;
  if (!(fitted > 0 && fitted < 1)) {
    throw new RangeError(`fitChart: fitted must lie between 0 and 1, but got ${fitted}`);
  }
  if (!Number.isSafeInteger(latent.samples) || latent.samples < 3) {
    throw new RangeError(`fitChart: there must be at least 3 samples, but got ${latent.samples}`);
  }
  const points = rowsOf('latent', latent);
  const principal = principalAxes(principalComponents(points, 1e-12));
  if (truth === undefined) return { principal };
  if (truth.samples !== latent.samples) {
    throw new RangeError(
      `fitChart: truth must be of the same samples, but got ${truth.samples} for ${latent.samples} latent states`,
    );
  }
  const gauge = fitGauge(points, rowsOf('truth', truth), Math.floor(fitted * latent.samples));
  if (gauge === undefined) return { principal };
  const { r2 } = gauge;
  return r2 >= enough ? { principal, r2, gauge } : { principal, r2 };
}

/** The vectors (q, p) of all samples. */
function rowsOf(name: string, { samples, q, p }: PhasePoints): Float64Array[] {
  const coordinates = q.length / samples;
  if (!Number.isSafeInteger(coordinates) || coordinates < 1 || p.length !== q.length) {
    throw new RangeError(
      `fitChart: ${name} must hold q and p of ${samples} samples, but got ${q.length} and ${p.length} numbers`,
    );
  }
  return Array.from({ length: samples }, (_, n) => {
    const row = new Float64Array(2 * coordinates);
    for (let i = 0; i < coordinates; i++) {
      row[i] = q[n * coordinates + i];
      row[coordinates + i] = p[n * coordinates + i];
    }
    if (!row.every((x) => Number.isFinite(x))) {
      throw new RangeError(`fitChart: ${name} must be finite, but sample ${n} holds NaN or Infinity`);
    }
    return row;
  });
}

function principalAxes({ centre, directions, variances, total }: Components): Chart['principal'] {
  const first = directions.at(0) ?? unit(centre.length, 0);
  const second = directions.at(1) ?? perpendicular(first);
  const deviation = (k: number): number => Math.sqrt(variances.at(k) ?? 0);
  const share = (k: number): number => (total > 0 ? Math.min(1, (variances.at(k) ?? 0) / total) : 0);
  return {
    centre: Array.from(centre),
    axes: [Array.from(first), Array.from(second)],
    deviations: [deviation(0), deviation(1)],
    explained: [share(0), share(1)],
  };
}

const unit = (size: number, at: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => (i === at ? 1 : 0));

/** A unit vector at right angles to another: where points lie on a line, any will do. */
function perpendicular(axis: Float64Array): Float64Array {
  const at = axis.reduce((least, x, i) => (Math.abs(x) < Math.abs(axis[least]) ? i : least), 0);
  const raw = unit(axis.length, at).map((x, i) => x - axis[at] * axis[i]);
  const length = Math.hypot(...raw);
  return raw.map((x) => x / length);
}
