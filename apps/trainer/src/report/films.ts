import type { NdArray } from '@hgn/autodiff';
import type { JitOptions } from '@hgn/jit';
import {
  compileRollout,
  driveOf,
  type DynamicsModel,
  frameAt,
  layOutTask,
  type Sequences,
  stackInputs,
  stateFrame,
  tasks,
  type Trainer,
  unfoldFrame,
} from '@hgn/model';
import type { TaskName } from './summary.ts';

/** One judged task of one trajectory, frame by frame. */
export interface TaskFilm {
  readonly task: TaskName;
  /** Time of each column in frames of the training data, 0 at the inferred state. */
  readonly times: readonly number[];
  /** [column, height, width, channel], 0 to 255. */
  readonly truth: Uint8Array;
  /** The same frames as the model paints them, 0 to 1. */
  readonly model: Float32Array;
}

/**
 * Plays the four tasks for one test trajectory, from the inferred state on: the frames that the encoder saw come
 * first, so that a reader sees reconstruction turn into prediction.
 */
export async function playTasks(
  model: DynamicsModel,
  trainer: Trainer,
  parameters: NdArray,
  sequences: Sequences,
  {
    trajectory,
    dt,
    stateAt,
    horizon,
    ...options
  }: JitOptions & {
    readonly trajectory: number;
    readonly dt: number;
    readonly stateAt: 'first' | 'middle' | 'last';
    readonly horizon: number;
  },
): Promise<TaskFilm[]> {
  const fineness = Math.round(dt / sequences.dt);
  const { inputFrames, image, blockSize } = model.config;
  const strips = tasks.map((task) => {
    const options = { protocol: { stateAt }, inputFrames, length: sequences.length, fineness, horizon };
    const { inputs } = layOutTask(task, options);
    const at = inputs[stateFrame({ stateAt }, inputFrames)];
    const shown: { step: number; frame: number }[] = [];
    for (let step = 0; step <= horizon; step++) {
      const frame = at + step * task.speed * fineness;
      if (frame < 0 || frame >= sequences.length) break;
      if (Number.isInteger(frame)) shown.push({ step, frame });
    }
    return { task, inputs, at, shown };
  });
  const rollout = await compileRollout(model, trainer, { batchSize: 1, steps: horizon, ...options });
  const size = image.height * image.width * image.channels;
  try {
    const films: TaskFilm[] = [];
    for (const { task, inputs, at, shown } of strips) {
      const { frames } = await rollout.run(
        parameters,
        stackInputs(model, sequences, [trajectory], inputs),
        task.speed * dt,
        driveOf(model, sequences, [trajectory], { from: at, stride: task.speed * fineness, steps: horizon }),
      );
      const painted = frames.data as Float32Array;
      const truth = new Uint8Array(shown.length * size);
      const predicted = new Float32Array(shown.length * size);
      shown.forEach(({ step, frame }, i) => {
        truth.set(frameAt(sequences, trajectory, frame), i * size);
        unfoldFrame(painted.subarray(step * size, (step + 1) * size), image, blockSize, predicted, i * size);
      });
      films.push({
        task: task.name,
        times: shown.map(({ frame }) => (frame - at) / fineness),
        truth,
        model: predicted,
      });
    }
    return films;
  } finally {
    await rollout.dispose();
  }
}
