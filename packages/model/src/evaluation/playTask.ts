import type { NdArray } from '@hgn/autodiff';
import type { DynamicsModel } from '../architecture/model.ts';
import { foldFrame } from '../architecture/pixels.ts';
import { driveOf } from '../data/driveAlong.ts';
import { frameAt, type Sequences } from '../data/sequences.ts';
import { framewiseBaselines, overFrames, squaredError, sumOfSquares, type Baselines } from './baselines.ts';
import type { CompiledRollout } from './rollout.ts';
import { tenfoldFrames } from '../metrics/pixels/tenfoldFrames.ts';
import { stackInputs } from './stackInputs.ts';
import type { TaskFrames } from './tasks.ts';

/** How a model does at one task. */
export interface TaskResult {
  /** Mean squared error per pixel value over all judged frames, pixels in [0, 1]. */
  readonly mse: number;
  readonly baselines: Baselines;
  /** How many times below the better baseline the model is. */
  readonly timesBelowBaseline: number;
  /** How many frames from the first on are, on average, ten times below it; see {@link tenfoldFrames}. */
  readonly tenfoldFrames: number;
  /** Mean squared error of every judged rollout step. */
  readonly perFrame: readonly { readonly step: number; readonly mse: number }[];
}

/** A task played by every trajectory. */
export interface PlayedTask {
  readonly result: TaskResult;
  /** [trajectory, judged frame]: squared error divided by the square of the true frame. */
  readonly normalised: Float64Array;
  /** Learnt energy, [trajectory][step]; empty for a model without an energy. */
  readonly energies: readonly Float32Array[];
  /** Latent states at the judged steps, [trajectory, judged frame, coordinate]. */
  readonly q: Float32Array;
  readonly p: Float32Array;
}

/** Rolls a state of every trajectory out and compares the frames that the encoder did not see. */
export async function playTask(
  model: DynamicsModel,
  rollout: CompiledRollout,
  parameters: NdArray,
  sequences: Sequences,
  { inputs, stateFrame, framesPerStep, lastSeen, targets }: TaskFrames,
  dt: number,
): Promise<PlayedTask> {
  const { image, blockSize } = model.config;
  const frameSize = model.frameShape.reduce((a, b) => a * b, 1);
  const stateSize = model.stateShape.reduce((a, b) => a * b, 1);
  const folded = (trajectory: number, frame: number): Float32Array => {
    const out = new Float32Array(frameSize);
    foldFrame(frameAt(sequences, trajectory, frame), image, blockSize, out, 0, model.frameShape[2]);
    return out;
  };
  const { trajectories } = sequences;
  const truth: Float32Array[][] = [];
  const seen: Float32Array[] = [];
  const energies: Float32Array[] = [];
  const errors = new Float64Array(targets.length);
  const normalised = new Float64Array(trajectories * targets.length);
  const states = {
    q: new Float32Array(normalised.length * stateSize),
    p: new Float32Array(normalised.length * stateSize),
  };
  const length = rollout.steps + 1;
  for (let from = 0; from < trajectories; from += rollout.batchSize) {
    // The last batch is filled up with its last trajectory; only the first `real` samples count.
    const real = Math.min(rollout.batchSize, trajectories - from);
    const chosen = Array.from({ length: rollout.batchSize }, (_, b) => from + Math.min(b, real - 1));
    const way = { from: stateFrame, stride: framesPerStep, steps: rollout.steps };
    const played = await rollout.run(
      ...([parameters, stackInputs(model, sequences, chosen, inputs), dt] as const),
      driveOf(model, sequences, chosen, way),
    );
    const frames = played.frames.data as Float32Array;
    for (let b = 0; b < real; b++) {
      const expected = targets.map(({ frame }) => folded(from + b, frame));
      targets.forEach(({ step }, i) => {
        const row = (from + b) * targets.length + i;
        const start = b * length + step;
        const predicted = frames.subarray(start * frameSize, (start + 1) * frameSize);
        const error = squaredError(expected[i], predicted);
        errors[i] += error / (frameSize * trajectories);
        normalised[row] = error / sumOfSquares(expected[i]);
        for (const name of ['q', 'p'] as const) {
          const state = played[name].data.subarray(start * stateSize, (start + 1) * stateSize);
          states[name].set(state, row * stateSize);
        }
      });
      truth.push(expected);
      seen.push(folded(from + b, lastSeen));
      const { energy } = played;
      if (energy) energies.push(energy.data.slice(b * length, (b + 1) * length) as Float32Array);
    }
  }
  const mse = errors.reduce((sum, e) => sum + e, 0) / targets.length;
  const perFrame = framewiseBaselines(truth, seen);
  const trivial = overFrames(perFrame);
  return {
    energies,
    normalised,
    ...states,
    result: {
      mse,
      baselines: trivial,
      timesBelowBaseline: Math.min(trivial.lastFrame, trivial.meanFrame) / mse,
      tenfoldFrames: tenfoldFrames(errors, perFrame),
      perFrame: targets.map(({ step }, i) => ({ step, mse: errors[i] })),
    },
  };
}
