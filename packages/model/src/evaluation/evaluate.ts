import type { NdArray } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import type { JitOptions } from '@hgn/jit';
import type { DynamicsModel } from '../architecture/model.ts';
import { foldFrame } from '../architecture/pixels.ts';
import { frameAt, type Sequences } from '../data/sequences.ts';
import type { FrameProtocol } from '../presets/preset.ts';
import type { Trainer } from '../training/trainingStep.ts';
import { baselines, squaredError, type Baselines } from './baselines.ts';
import { energyDrift } from './energyDrift.ts';
import { compileRollout, type CompiledRollout } from './rollout.ts';
import { layOutTask, tasks, type Task, type TaskFrames } from './tasks.ts';

/** How a model does at one task. */
export interface TaskResult {
  /** Mean squared error per pixel value over all judged frames, pixels in [0, 1]. */
  readonly mse: number;
  readonly baselines: Baselines;
  /** How many times below the better baseline the model is. */
  readonly timesBelowBaseline: number;
  /** Mean squared error of every judged rollout step. */
  readonly perFrame: readonly { readonly step: number; readonly mse: number }[];
}

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
  { dt, protocol, horizon = 30, batchSize = 16, ...options }: EvaluateOptions,
): Promise<Evaluation> {
  const fineness = Math.round(dt / sequences.dt);
  if (fineness < 1 || Math.abs(fineness * sequences.dt - dt) > 1e-9 * dt) {
    throw new Error(
      `evaluate: the model's dt must be a whole number of the sequences' time steps, but got ${dt} against ${sequences.dt}; simulate at dt or a fraction of it`,
    );
  }
  const inputFrames = model.config.inputFrames;
  const layouts = tasks.map((task) =>
    layOutTask(task, { protocol, inputFrames, length: sequences.length, fineness, horizon }),
  );
  const steps = Math.max(...layouts.flatMap(({ targets }) => targets.map(({ step }) => step)));
  const rollout = await compileRollout(model, trainer, {
    batchSize: Math.min(batchSize, sequences.trajectories),
    steps,
    ...options,
  });
  try {
    const results: TaskResult[] = [];
    let energies: Float32Array[] = [];
    for (const [i, task] of tasks.entries()) {
      const judged = await judge(model, rollout, parameters, sequences, layouts[i], task.speed * dt);
      results.push(judged.result);
      if (task.name === 'forward') energies = judged.energies;
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

/**
 * Stacks the input frames of a batch of trajectories as the encoder expects them.
 *
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { createModel, presets, stackInputs } from '@hgn/model';
 *
 * const sequences = generate(datasets.pendulum, { seed: 1, trajectories: 2, frames: 5 });
 * const inputs = stackInputs(createModel(presets.quickstart.model), sequences, [0, 1], [0, 1, 2, 3, 4]);
 * console.log(inputs.shape); // [2, 16, 16, 60]
 */
export function stackInputs(
  model: DynamicsModel,
  sequences: Sequences,
  trajectories: readonly number[],
  inputs: readonly number[],
): NdArray {
  const size = model.inputShape.reduce((a, b) => a * b, 1);
  const stacked = new Float32Array(trajectories.length * size);
  trajectories.forEach((trajectory, b) =>
    inputs.forEach((frame, k) =>
      foldFrame(
        frameAt(sequences, trajectory, frame),
        model.config.image,
        model.config.blockSize,
        stacked,
        b * size + k * model.frameShape[2],
        model.inputShape[2],
      ),
    ),
  );
  return ndarray(stacked, [trajectories.length, ...model.inputShape]);
}

async function judge(
  model: DynamicsModel,
  rollout: CompiledRollout,
  parameters: NdArray,
  sequences: Sequences,
  { inputs, lastSeen, targets }: TaskFrames,
  dt: number,
): Promise<{ readonly result: TaskResult; readonly energies: Float32Array[] }> {
  const { image, blockSize } = model.config;
  const frameSize = model.frameShape.reduce((a, b) => a * b, 1);
  const folded = (trajectory: number, frame: number): Float32Array => {
    const out = new Float32Array(frameSize);
    foldFrame(frameAt(sequences, trajectory, frame), image, blockSize, out, 0, model.frameShape[2]);
    return out;
  };
  const truth: Float32Array[][] = [];
  const seen: Float32Array[] = [];
  const energies: Float32Array[] = [];
  const errors = new Float64Array(targets.length);
  const length = rollout.steps + 1;
  for (let from = 0; from < sequences.trajectories; from += rollout.batchSize) {
    // The last batch is filled up with its last trajectory; only the first `real` samples count.
    const real = Math.min(rollout.batchSize, sequences.trajectories - from);
    const chosen = Array.from({ length: rollout.batchSize }, (_, b) => from + Math.min(b, real - 1));
    const { frames, energy } = await rollout.run(
      parameters,
      stackInputs(model, sequences, chosen, inputs),
      dt,
    );
    for (let b = 0; b < real; b++) {
      const expected = targets.map(({ frame }) => folded(from + b, frame));
      targets.forEach(({ step }, i) => {
        const start = (b * length + step) * frameSize;
        const predicted = frames.data.subarray(start, start + frameSize);
        errors[i] += squaredError(expected[i], predicted) / (frameSize * sequences.trajectories);
      });
      truth.push(expected);
      seen.push(folded(from + b, lastSeen));
      if (energy) energies.push(energy.data.slice(b * length, (b + 1) * length) as Float32Array);
    }
  }
  const mse = errors.reduce((sum, e) => sum + e, 0) / targets.length;
  const trivial = baselines(truth, seen);
  return {
    energies,
    result: {
      mse,
      baselines: trivial,
      timesBelowBaseline: Math.min(trivial.lastFrame, trivial.meanFrame) / mse,
      perFrame: targets.map(({ step }, i) => ({ step, mse: errors[i] })),
    },
  };
}
