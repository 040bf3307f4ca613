import { requireOptions, type OptionNames } from '@hgn/options';
import type { NdArray } from '@hgn/autodiff';
import type { DynamicsModel } from '../architecture/model.ts';
import type { Sequences } from '../data/sequences.ts';
import { periodRatio } from '../metrics/clock/periodRatio.ts';
import { energyDeficit, type EnergyDeficit } from '../metrics/energy/energyDeficit.ts';
import { energyVariance, type EnergyVariance } from '../metrics/energy/energyVariance.ts';
import type { Orbits } from '../metrics/orbits.ts';
import { validPredictionTime } from '../metrics/pixels/validPredictionTime.ts';
import { syMetric, type SyMetric } from '../metrics/symetric/syMetric.ts';
import type { Trainer } from '../training/trainingStep.ts';
import { evaluateOptionNames, finenessOf, type EvaluateOptions } from './evaluate.ts';
import { playTask, type PlayedTask, type TaskResult } from './playTask.ts';
import { compileRollout } from './rollout.ts';
import { layOutTask, tasks } from './tasks.ts';

/** A rollout far beyond the frames that a model was trained to explain. */
export interface LongRollout extends TaskResult {
  /** How many times below the better baseline the worst of its frames is; below 1 the rollout has lost the system. */
  readonly worstFrame: number;
  /** Frames predicted before the normalised error of one exceeds 0.025; see {@link validPredictionTime}. */
  readonly validFrames: number;
}

/** What shows only over many frames. */
export interface LongEvaluation {
  /** Frames judged per rollout. */
  readonly horizon: number;
  readonly forward: LongRollout;
  readonly backward: LongRollout;
  /** Of the learnt energy along forward rollouts; null for a model without one. */
  readonly energy: (EnergyVariance & EnergyDeficit) | null;
  /** Latent period over the true one (see {@link periodRatio}); null when the sequences hold no states. */
  readonly clock: { readonly ratio: number; readonly judged: number } | null;
  /** See {@link syMetric}, of forward rollouts; null when it was not asked for or the sequences hold no states. */
  readonly syMetric: Omit<SyMetric, 'batches'> | null;
}

/** What to evaluate on, and whether by {@link syMetric} as well. */
export interface EvaluateLongOptions extends EvaluateOptions {
  /** So many of the sequences, the first ones, are judged by {@link syMetric}, which can take seconds for five; default 0. */
  readonly syMetric?: number;
}

const evaluateLongOptionNames: OptionNames<EvaluateLongOptions> = { ...evaluateOptionNames, syMetric: true };

/**
 * Rolls a model out over a long horizon both ways in time: whether it stays with the system, for how long, whether its
 * energy stays put, and whether its clock is the physical one.
 *
 * Sequences must reach `horizon` steps beyond the inputs; where the system returns within a third of that, its
 * period is judged. Cost: two rollouts of `horizon` steps of every trajectory.
 *
 * @throws Error when `dt` is not a whole number of the sequences' time steps, or the sequences are too short
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { compileTraining, evaluateLong, presets } from '@hgn/model';
 *
 * const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 2, frames: 64 });
 * const preset = presets.quickstart;
 * const { model, trainer, initial, dispose } = await compileTraining({ preset, sequences, seed: 1 });
 * const { forward } = await evaluateLong(model, trainer, initial.parameters, sequences, {
 *   dt: sequences.dt,
 *   protocol: preset.protocol,
 *   horizon: 40,
 * });
 * console.log(forward.validFrames);
 * await dispose();
 */
export async function evaluateLong(
  model: DynamicsModel,
  trainer: Pick<Trainer, 'unravel' | 'parameterCount'>,
  parameters: NdArray,
  sequences: Sequences,
  options: EvaluateLongOptions,
): Promise<LongEvaluation> {
  requireOptions('evaluateLong', options, evaluateLongOptionNames);
  const { dt, protocol, horizon = 120, batchSize = 16, syMetric: mapped = 0, ...engine } = options;
  const fineness = finenessOf('evaluateLong', dt, sequences);
  const { inputFrames } = model.config;
  const ways = tasks.filter(({ speed }) => Math.abs(speed) === 1);
  const layouts = ways.map((task) =>
    layOutTask(task, { protocol, inputFrames, length: sequences.length, fineness, horizon }),
  );
  const judged = Math.min(...layouts.map(({ targets }) => targets.length));
  if (judged < horizon) {
    throw new Error(
      `evaluateLong: a horizon of ${horizon} frames needs sequences that reach so far beyond the inputs, but they hold ${judged}; use longer sequences or a lower horizon`,
    );
  }
  const steps = Math.max(...layouts.flatMap(({ targets }) => targets.map(({ step }) => step)));
  const rollout = await compileRollout(model, trainer, {
    batchSize: Math.min(batchSize, sequences.trajectories),
    steps,
    ...engine,
  });
  try {
    const played: PlayedTask[] = [];
    for (const [i, task] of ways.entries()) {
      played.push(await playTask(model, rollout, parameters, sequences, layouts[i], task.speed * dt));
    }
    const [forward, backward] = played;
    const orbits = orbitsOf(forward, sequences, layouts[0].targets);
    return {
      horizon,
      forward: longRollout(forward, sequences.trajectories, horizon),
      backward: longRollout(backward, sequences.trajectories, horizon),
      energy:
        forward.energies.length === 0
          ? null
          : { ...energyVariance(forward.energies), ...energyDeficit(forward.energies) },
      clock: orbits && clockOf(orbits, dt),
      syMetric: orbits && mapped > 0 ? symmetryOf(orbits, mapped) : null,
    };
  } finally {
    await rollout.dispose();
  }
}

function longRollout({ result, normalised }: PlayedTask, samples: number, frames: number): LongRollout {
  const baseline = Math.min(result.baselines.lastFrame, result.baselines.meanFrame);
  return {
    ...result,
    worstFrame: baseline / Math.max(...result.perFrame.map(({ mse }) => mse)),
    validFrames: validPredictionTime(normalised, { samples, frames }).frames,
  };
}

/** Orbits of the same frames. */
interface ComparedOrbits {
  readonly latent: Orbits;
  readonly truth: Orbits;
}

/** Latent orbits of a rollout, and the true ones at its targets; null where these are not known. */
function orbitsOf(
  { q, p }: PlayedTask,
  { trajectories, length, states }: Sequences,
  targets: readonly { readonly frame: number }[],
): ComparedOrbits | null {
  if (states === undefined) return null;
  const coordinates = states.q.length / (trajectories * length);
  const atTargets = (values: ArrayLike<number>): Float64Array => {
    const out = new Float64Array(trajectories * targets.length * coordinates);
    let i = 0;
    for (let trajectory = 0; trajectory < trajectories; trajectory++) {
      for (const { frame } of targets) {
        const start = (trajectory * length + frame) * coordinates;
        for (let c = 0; c < coordinates; c++) out[i++] = values[start + c];
      }
    }
    return out;
  };
  const frames = { trajectories, length: targets.length };
  return {
    latent: { ...frames, q, p },
    truth: { ...frames, q: atTargets(states.q), p: atTargets(states.p) },
  };
}

function clockOf({ latent, truth }: ComparedOrbits, dt: number): LongEvaluation['clock'] {
  const { ratio, judged } = periodRatio(latent, truth, { dt });
  return { ratio, judged };
}

function symmetryOf({ latent, truth }: ComparedOrbits, atMost: number): LongEvaluation['syMetric'] {
  const first = ({ trajectories, length, q, p }: Orbits): Orbits => {
    const count = Math.min(atMost, trajectories);
    const share = (values: ArrayLike<number>) =>
      Float64Array.from({ length: (values.length / trajectories) * count }, (_, i) => values[i]);
    return { trajectories: count, length, q: share(q), p: share(p) };
  };
  const { score, r2, sym, pairs } = syMetric(first(latent), first(truth));
  return { score, r2, sym, pairs };
}
