import { requireOptions, type OptionNames } from '@hgn/options';
import { jitOptionNames } from '@hgn/jit';
import type { NdArray } from '@hgn/autodiff';
import type { JitOptions } from '@hgn/jit';
import type { DynamicsModel } from '../architecture/model.ts';
import type { Sequences } from '../data/sequences.ts';
import type { FrameProtocol } from '../presets/preset.ts';
import type { Trainer } from '../training/trainingStep.ts';
import type { Baselines } from './baselines.ts';
import { energyDrift } from './energyDrift.ts';
import { playTask, type TaskResult } from './playTask.ts';
import { compileRollout } from './rollout.ts';
import { layOutTask, tasks, type Task } from './tasks.ts';

/** Test errors of a model, each beside baselines computed on the same frames. */
export interface Evaluation {
  readonly mse: number;
  readonly baselines: Baselines;
  readonly backwardMse: number;
  readonly doubleSpeedMse: number;
  readonly halfSpeedMse: number;
  /** See {@link energyDrift}; null for a model without an energy. */
  readonly energyDrift: number | null;
  readonly tasks: Readonly<Record<Task['name'], TaskResult>>;
  /** Learnt energy along the forward rollouts, [sample][step]; empty for a model without an energy. */
  readonly energies: readonly Float32Array[];
}

/** What to evaluate on. */
export interface EvaluateOptions extends JitOptions {
  /** Time step of the model: that of its training data. */
  readonly dt: number;
  readonly protocol: Pick<FrameProtocol, 'stateAt'>;
  /** Frames judged per rollout; 30 by default. */
  readonly horizon?: number;
  /** Samples per compiled call; 16 by default. */
  readonly batchSize?: number;
}

/** The names of {@link EvaluateOptions}. */
export const evaluateOptionNames: OptionNames<EvaluateOptions> = {
  ...jitOptionNames,
  dt: true,
  protocol: true,
  horizon: true,
  batchSize: true,
};

/**
 * Rolls test sequences forward, backward (into frames before the inputs), at double and at half speed from states
 * inferred by the posterior mean, and compares unseen frames only.
 *
 * Sequences sampled finer than `dt` (an integer number of frames per step) let half speed be judged on every frame.
 *
 * @throws Error when `dt` is no multiple of the sequences' own or the sequences are too short
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { compileTraining, evaluate, presets } from '@hgn/model';
 *
 * const preset = { ...presets.quickstart, training: { ...presets.quickstart.training, batchSize: 2 } };
 * const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 2, frames: 68 });
 * const training = await compileTraining({ preset, sequences, seed: 1 });
 *
 * const { mse, baselines } = await evaluate(training.model, training.trainer, training.initial.parameters, sequences, {
 *   dt: sequences.dt,
 *   protocol: preset.protocol,
 *   batchSize: 2,
 * });
 * console.log(mse, baselines.meanFrame);
 * await training.dispose();
 */
export async function evaluate(
  model: DynamicsModel,
  trainer: Pick<Trainer, 'unravel' | 'parameterCount'>,
  parameters: NdArray,
  sequences: Sequences,
  options: EvaluateOptions,
): Promise<Evaluation> {
  requireOptions('evaluate', options, evaluateOptionNames);
  const { dt, protocol, horizon = 30, batchSize = 16, ...engine } = options;
  const fineness = finenessOf('evaluate', dt, sequences);
  const inputFrames = model.config.inputFrames;
  const layouts = tasks.map((task) =>
    layOutTask(task, { protocol, inputFrames, length: sequences.length, fineness, horizon }),
  );
  const steps = Math.max(...layouts.flatMap(({ targets }) => targets.map(({ step }) => step)));
  const rollout = await compileRollout(model, trainer, {
    batchSize: Math.min(batchSize, sequences.trajectories),
    steps,
    ...engine,
  });
  try {
    const results: TaskResult[] = [];
    let energies: readonly Float32Array[] = [];
    for (const [i, task] of tasks.entries()) {
      const played = await playTask(model, rollout, parameters, sequences, layouts[i], task.speed * dt);
      results.push(played.result);
      if (task.name === 'forward') energies = played.energies;
    }
    const [forward, backward, doubleSpeed, halfSpeed] = results;
    return {
      mse: forward.mse,
      baselines: forward.baselines,
      backwardMse: backward.mse,
      doubleSpeedMse: doubleSpeed.mse,
      halfSpeedMse: halfSpeed.mse,
      energyDrift: energies.length === 0 ? null : energyDrift(energies),
      tasks: { forward, backward, doubleSpeed, halfSpeed },
      energies,
    };
  } finally {
    await rollout.dispose();
  }
}

/** How many frames of the sequences make one time step of the model. */
export function finenessOf(caller: string, dt: number, sequences: Sequences): number {
  const fineness = Math.round(dt / sequences.dt);
  if (fineness < 1 || Math.abs(fineness * sequences.dt - dt) > 1e-9 * dt) {
    throw new Error(
      `${caller}: the model's dt must be a whole number of the sequences' time steps, but got ${dt} against ${sequences.dt}; simulate at dt or a fraction of it`,
    );
  }
  return fineness;
}
