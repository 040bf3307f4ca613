import { discreteGradient, integrateOpen, type OpenTrajectory } from '@hgn/integrators/systems';
import {
  filterStates,
  smoothStates,
  type LearntSystem,
  type ObservationNoise,
  type SmoothedStates,
} from '@hgn/model';
import type { PreparedSeries } from './series.ts';

/** A system with its parameters, and the noise of what it was learnt from. */
export interface Learnt {
  readonly system: LearntSystem;
  readonly parameters: Float64Array;
  readonly noise: ObservationNoise;
}

/** Foresees a recording from any of its moments. */
export interface Forecaster {
  readonly series: PreparedSeries;
  /** From what was measured up to `start` and the inputs that followed, in steps of two samples. */
  foresee(start: number, steps: number): OpenTrajectory;
  /** States that the whole recording tells, and the force that it turned out to have of its own: for looking back alone. */
  readonly hindsight: SmoothedStates;
}

/** Filters a recording once: the state at each moment from what was measured up to it, and the recording's own force. */
export function forecasterOf({ system, parameters, noise }: Learnt, series: PreparedSeries): Forecaster {
  const { dt, inputs, measured, observations } = series;
  const n = measured.length;
  const at = measured[0].map((_, k) => k * dt);
  const { mean, place } = filterStates(system, parameters, observations, noise, { at });
  return {
    series,
    foresee(start, steps) {
      const state = mean.subarray(3 * n * place[start], 3 * n * (place[start] + 1));
      const open = system.open(parameters, (t, u) => {
        const sample = start + Math.round(t / dt);
        for (let k = 0; k < u.length; k++) u[k] = inputs[k][sample];
      });
      const { force: pushed } = open;
      const force = (q: Float64Array, t: number, out: Float64Array) => {
        pushed?.(q, t, out);
        for (let i = 0; i < n; i++) out[i] += state[2 * n + i];
        return out;
      };
      const [q, p] = [state.slice(0, n), state.slice(n, 2 * n)];
      return integrateOpen(discreteGradient, { ...open, force }, { q, p }, { dt: 2 * dt, steps });
    },
    hindsight: smoothStates(system, parameters, observations, noise, { at }),
  };
}
