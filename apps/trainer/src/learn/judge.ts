import { medianInterval } from '@hgn/datasets';
import type { Baseline } from './baselines.ts';
import type { Forecaster, Learnt } from './forecaster.ts';
import type { PreparedSeries } from './series.ts';

/** Seconds between two starts. */
const betweenStarts = 0.05;
/** Samples that were measured before a start, at least: of fewer nothing tells a velocity from noise. */
const leastPast = 8;

/** First samples of forecasts of so many steps of two samples, every 50 ms, after the first samples of the past. */
export function startsOf({ dt, measured, observations: { time } }: PreparedSeries, steps: number): number[] {
  const stride = Math.max(1, Math.round(betweenStarts / dt));
  const count = Math.max(0, Math.floor((measured[0].length - 1 - 2 * steps) / stride));
  const earliest = leastPast * medianInterval(time);
  return Array.from({ length: count }, (_, k) => (k + 1) * stride).filter(
    (start) => start + 2 * steps < measured[0].length && start * dt >= earliest,
  );
}

/** Errors at one horizon. */
export interface HorizonErrors {
  /** Root mean square over starts and positions; of angles in rad. */
  readonly rms: number;
  readonly baselines: Readonly<Record<string, number>>;
  readonly starts: number;
}

/** The baseline that errs least. */
export const bestBaseline = (baselines: Readonly<Record<string, number>>): readonly [string, number] =>
  Object.entries(baselines).reduce((best, next) => (next[1] < best[1] ? next : best));

/** Judges forecasts at horizons, in seconds, against baselines; horizons that no series is long enough for are left out. */
export function judge(
  test: readonly Forecaster[],
  horizons: readonly number[],
  baselines: Readonly<Record<string, Baseline>>,
): { readonly horizons: Readonly<Record<string, HorizonErrors>>; readonly lost: number } {
  const n = test[0].series.measured.length;
  const sums = horizons.map(() => ({ own: 0, count: 0, others: new Map<string, number>() }));
  let lost = 0;
  for (const { series, foresee } of test) {
    horizons.forEach((horizon, h) => {
      const steps = Math.max(1, Math.round(horizon / (2 * series.dt)));
      const sum = sums[h];
      for (const start of startsOf(series, steps)) {
        const truth = series.measured.map((values) => values[start + 2 * steps]);
        let end: Float64Array;
        try {
          end = foresee(start, steps).q.slice(steps * n);
        } catch (error) {
          // A forecast that cannot be integrated is as wrong as standing still, and counted.
          if (!(error instanceof Error) || !/^(Convergence|NonFinite)Error$/.test(error.name)) throw error;
          lost++;
          end = Float64Array.from(series.past.positions, (values) => values[start]);
        }
        for (let i = 0; i < n; i++) sum.own += (end[i] - truth[i]) ** 2;
        for (const [name, baseline] of Object.entries(baselines)) {
          const guess = baseline(series, start, 2 * steps);
          let square = 0;
          for (let i = 0; i < n; i++) square += (guess[i] - truth[i]) ** 2;
          sum.others.set(name, (sum.others.get(name) ?? 0) + square);
        }
        sum.count++;
      }
    });
  }
  const entries = horizons.flatMap((horizon, h): [string, HorizonErrors][] => {
    const { own, count, others } = sums[h];
    if (count === 0) return [];
    const root = (square: number) => Math.sqrt(square / (count * n));
    return [
      [
        String(horizon),
        {
          rms: root(own),
          baselines: Object.fromEntries([...others].map(([name, square]) => [name, root(square)])),
          starts: count,
        },
      ],
    ];
  });
  return { horizons: Object.fromEntries(entries), lost };
}

/**
 * Learnt energy along measured states, with the work of the inputs and the loss to friction that the model puts to them. What an
 * energy that changes in time gains by that counts as work.
 */
export interface MeasuredEnergy {
  readonly time: Float64Array;
  readonly energy: Float64Array;
  readonly work: Float64Array;
  readonly loss: Float64Array;
}

/** Follows the energy along what was measured; the recording's own force works as inputs do. */
export function energyAlong(
  { system, parameters }: Learnt,
  { series, hindsight }: Pick<Forecaster, 'series' | 'hindsight'>,
): MeasuredEnergy {
  const { dt, inputs } = series;
  const { positions, velocities, offset } = hindsight;
  const n = positions.length;
  const length = positions[0].length;
  const [energy, work, loss] = [0, 0, 0].map(() => new Float64Array(length));
  const [q, velocity, p, force, friction] = [0, 0, 0, 0, 0].map(() => new Float64Array(n));
  const clock = system.structure.drive && inputs[inputs.length - 1];
  let sample = 0;
  const open = system.open(parameters, (_, u) => {
    for (let k = 0; k < u.length; k++) u[k] = inputs[k][sample];
  });
  let [pushedBefore, lostBefore, comes] = [0, 0, 0];
  for (; sample < length; sample++) {
    for (let i = 0; i < n; i++) {
      q[i] = positions[i][sample];
      velocity[i] = velocities[i][sample];
    }
    system.momentum(parameters, q, velocity, p);
    energy[sample] = system.energy(parameters, q, p, clock?.[sample]);
    // Half of what the time since the last sample and until the next one changes at this place.
    const changed = (from: number, to: number) =>
      clock === undefined
        ? 0
        : (system.energy(parameters, q, p, clock[Math.min(to, length - 1)]) -
            system.energy(parameters, q, p, clock[from])) /
          2;
    const came = sample > 0 ? changed(sample - 1, sample) : 0;
    open.force?.(q, 0, force);
    system.friction(parameters, velocity, friction);
    let [pushed, lost] = [0, 0];
    for (let i = 0; i < n; i++) {
      pushed += (force[i] + offset[i]) * velocity[i];
      lost += friction[i] * velocity[i];
    }
    if (sample > 0) {
      work[sample] = work[sample - 1] + (dt * (pushed + pushedBefore)) / 2 + came + comes;
      loss[sample] = loss[sample - 1] + (dt * (lost + lostBefore)) / 2;
    }
    [pushedBefore, lostBefore] = [pushed, lost];
    comes = changed(sample, sample + 1);
  }
  return { time: Float64Array.from(energy, (_, i) => i * dt), energy, work, loss };
}

/**
 * How far the learnt energy along measured states is from what work and loss make of it: the root mean square over
 * stretches of `span` seconds, over the energy that changes hands in one (work done and energy lost, without sign).
 */
export function energyBalance(learnt: Learnt, test: readonly Forecaster[], span: number): number {
  let [defect, traffic] = [0, 0];
  for (const each of test) {
    const { energy, work, loss } = energyAlong(learnt, each);
    const stretch = Math.max(1, Math.round(span / each.series.dt));
    for (let at = 0; at + stretch < energy.length; at += Math.max(1, stretch >> 2)) {
      const to = at + stretch;
      defect += (energy[to] - energy[at] - (work[to] - work[at]) + (loss[to] - loss[at])) ** 2;
      let moved = loss[to] - loss[at];
      for (let i = at; i < to; i++) moved += Math.abs(work[i + 1] - work[i]);
      traffic += moved ** 2;
    }
  }
  return traffic === 0 ? 0 : Math.sqrt(defect / traffic);
}
