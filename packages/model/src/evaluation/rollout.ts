import type { NdArray } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import type { JitOptions } from '@hgn/jit';
import { jit } from '@hgn/jit';
import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsModel } from '../architecture/model.ts';
import { undrivenBy } from '../data/undrivenBy.ts';
import type { Trainer } from '../training/trainingStep.ts';

/** Decoded frames, energies and latent states of a batch of rollouts. */
export interface RolloutArrays {
  /** Folded frames, [batch, steps + 1, ...frameShape], values in (0, 1). */
  readonly frames: NdArray;
  /** Learnt energy, [batch, steps + 1]; absent where the model knows none. */
  readonly energy?: NdArray;
  /** [batch, steps + 1, ...stateShape] */
  readonly q: NdArray;
  /** [batch, steps + 1, ...stateShape] */
  readonly p: NdArray;
}

/** A compiled rollout: encode, infer the state from the posterior mean, integrate, decode every frame. */
export interface CompiledRollout {
  readonly batchSize: number;
  readonly steps: number;
  /**
   * `parameters`: the vector of a training state; `inputs`: [batch, ...inputShape]; `dt`: signed, one for all; `drive`: what
   * drives the system from each step to the next, [batch, steps, channels], see `driveOf`; nothing pushes, and a clock begins
   * at 0, when absent.
   */
  run(parameters: NdArray, inputs: NdArray, dt: number, drive?: NdArray): Promise<RolloutArrays>;
  dispose(): Promise<void>;
}

/**
 * Compiles rollouts of `steps` integrator steps for batches of `batchSize`. One graph serves every direction and
 * speed, since dt is an input.
 *
 * Cost: one compilation (about a second for 30 steps); dispose it when done.
 *
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { compileTraining, compileRollout, stackInputs, presets } from '@hgn/model';
 *
 * const preset = { ...presets.quickstart, training: { ...presets.quickstart.training, batchSize: 2 } };
 * const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 2, frames: 68 });
 * const training = await compileTraining({ preset, sequences, seed: 1 });
 *
 * const { model, trainer, initial } = training;
 * const rollout = await compileRollout(model, trainer, { batchSize: 1, steps: 10 });
 * const past = await rollout.run(initial.parameters, stackInputs(model, sequences, [0], [30, 31, 32, 33, 34]), -0.125);
 * console.log(past.frames.shape, past.energy?.data);
 * await rollout.dispose();
 * await training.dispose();
 */
export async function compileRollout(
  model: DynamicsModel,
  trainer: Pick<Trainer, 'unravel' | 'parameterCount'>,
  { batchSize, steps, ...options }: JitOptions & { readonly batchSize: number; readonly steps: number },
): Promise<CompiledRollout> {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new Error(`compileRollout: steps must be an integer of at least 0, but got ${steps}`);
  }
  const rollout = (vector: tf.Tensor, inputs: tf.Tensor, dt: tf.Tensor, drive?: tf.Tensor) => {
    const parameters = trainer.unravel(vector);
    const start = model.latentState(parameters, model.encode(parameters, inputs).mean);
    const states = model.rollout(parameters, start, {
      ...{ dt: dt as tf.Tensor1D, steps },
      ...(drive && { drive }),
    });
    const q = tf.stack(
      states.map((state) => state.q),
      1,
    );
    const p = tf.stack(
      states.map((state) => state.p),
      1,
    );
    const merged = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [batchSize * (steps + 1), ...model.stateShape]);
    const all = { q: merged(q), p: merged(p) };
    const frames = model.decode(parameters, model.visible(all));
    const energy = model.hamiltonian?.(parameters, all);
    return {
      frames: tf.reshape(frames, [batchSize, steps + 1, ...model.frameShape]),
      ...(energy && { energy: tf.reshape(energy, [batchSize, steps + 1]) }),
      q,
      p,
    };
  };
  const zeros = (shape: readonly number[]): NdArray =>
    ndarray(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
  const examples = [
    zeros([trainer.parameterCount]),
    zeros([batchSize, ...model.inputShape]),
    zeros([batchSize]),
  ] as const;
  const driven = model.drive && zeros([batchSize, steps, model.drive.channels]);
  const compiled = await jit(rollout, driven ? [...examples, driven] : [...examples], options);
  return {
    batchSize,
    steps,
    run(parameters, inputs, dt, drive) {
      const each = ndarray(new Float32Array(batchSize).fill(dt), [batchSize]);
      if (model.drive === undefined) return compiled.arrays(parameters, inputs, each);
      return compiled.arrays(
        ...[parameters, inputs, each],
        drive ?? undrivenBy(model.drive, { batch: batchSize, steps, dt }),
      );
    },
    dispose: () => compiled.dispose(),
  };
}
