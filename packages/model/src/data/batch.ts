import type { NdArray } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import { foldIn, normal, split, uniform } from '@hgn/nn';
import type { DynamicsModel } from '../architecture/model.ts';
import { foldFrame } from '../architecture/pixels.ts';
import type { FrameProtocol } from '../presets/preset.ts';
import { decodedFrames, framesNeeded, horizonAt, startRange, stateFrame, unrollsFor } from './protocol.ts';
import { completeStart, nearestRecorded } from './missingFrames.ts';
import { driveAlong } from './driveAlong.ts';
import { frameAt, type Sequences } from './sequences.ts';

/** Everything one training step reads besides the parameters. */
export interface Batch {
  /** Stacked input frames, [batch, ...inputShape]. */
  readonly inputs: NdArray;
  /** The inputs one time step later, [batch, ...inputShape]; for objectives that compare neighbouring states. */
  readonly nextInputs?: NdArray;
  /** Folded frames to explain, [batch * decoded, ...frameShape]. */
  readonly targets: NdArray;
  /** One-hot choice of the decoded steps, [batch, decoded, steps + 1]. */
  readonly selection: NdArray;
  /** Signed time step of every sample, [batch]. */
  readonly dt: NdArray;
  /** What drives every sample from each step to the next, [batch, steps, channels]; of models that are driven. */
  readonly drive?: NdArray;
  /** Standard normal noise of the posterior sample, [batch, ...latentShape]. */
  readonly noise: NdArray;
}

/** What {@link makeBatch} needs to know of a run. */
export interface BatchOptions {
  readonly protocol: FrameProtocol;
  readonly batchSize: number;
  readonly sampling: boolean;
  /** Whether to add the inputs of the next frame; default false. */
  readonly pairs?: boolean;
  /** Steps of the whole training, which `protocol.horizonGrowth` is a share of; without it the horizon is full. */
  readonly trainingSteps?: number;
}

/**
 * Draws the batch of a step: a pure function of (sequences, key, step), so a resumed run sees the same batches. Where frames
 * are missing, inputs are drawn from those stretches that lack none, and the nearest recorded frame is explained instead.
 *
 * @throws Error when the sequences are shorter than the protocol, of another image size than the model's, or nowhere whole
 *   for as long as the encoder looks
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { createModel, makeBatch, presets } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 2, frames: 64 });
 * const { protocol, model } = presets.quickstart;
 * const batch = makeBatch(createModel(model), sequences, { protocol, batchSize: 4, sampling: true }, key(1), 0);
 * console.log(batch.dt.data); // -0.25, -0.125, 0.25, 0.125
 */
export function makeBatch(
  model: DynamicsModel,
  sequences: Sequences,
  { protocol, batchSize, sampling, pairs = false, trainingSteps }: BatchOptions,
  key: Key,
  step: number,
  into?: Batch,
): Batch {
  assertFits(model, sequences, protocol);
  const { inputFrames, blockSize, image } = model.config;
  const [choiceKey, noiseKey] = split(foldIn(key, step), 2);
  const decoded = decodedFrames(protocol);
  const inputSize = model.inputShape.reduce((a, b) => a * b, 1);
  const frameSize = model.frameShape.reduce((a, b) => a * b, 1);
  const frameChannels = model.frameShape[2];

  const inputs = room(into?.inputs, batchSize * inputSize);
  const nextInputs = room(into?.nextInputs, pairs ? inputs.length : 0);
  const targets = room(into?.targets, batchSize * decoded * frameSize);
  const selection = room(into?.selection, batchSize * decoded * (protocol.steps + 1)).fill(0);
  const dt = room(into?.dt, batchSize);
  const driveSize = protocol.steps * (model.drive?.channels ?? 0);
  const drive = room(into?.drive, batchSize * driveSize);
  const draws = uniform(choiceKey, [batchSize, decoded + 2]).data;
  const at = stateFrame(protocol, inputFrames);
  const horizon = horizonAt(protocol, trainingSteps === undefined ? 1 : step / trainingSteps);

  unrollsFor(protocol, batchSize).forEach((unroll, b) => {
    const draw = (i: number): number => draws[b * (decoded + 2) + i];
    const { first, last } = startRange(unroll, protocol, inputFrames, sequences.length);
    const ofTwo = pairs ? unroll.direction * unroll.stride : 0;
    const { trajectory, start } =
      sequences.missing === undefined
        ? {
            trajectory: Math.floor(draw(0) * sequences.trajectories),
            start: first + Math.floor(draw(1) * (last - first + 1)),
          }
        : completeStart(
            sequences,
            { first, last, from: Math.min(0, ofTwo), to: inputFrames + Math.max(0, ofTwo) },
            [draw(0), draw(1)],
          );
    const stackAt = (from: number, into: Float32Array): void => {
      for (let k = 0; k < inputFrames; k++) {
        const frame = frameAt(sequences, trajectory, from + k);
        foldFrame(frame, image, blockSize, into, b * inputSize + k * frameChannels, model.inputShape[2]);
      }
    };
    stackAt(start, inputs);
    if (pairs) stackAt(start + unroll.direction * unroll.stride, nextInputs);
    for (let i = 0; i < decoded; i++) {
      const drawn = stratified(i, decoded, horizon + 1, draw(2 + i));
      const frameOf = (rolled: number) => start + at + unroll.direction * unroll.stride * rolled;
      const rolled = nearestRecorded(sequences, trajectory, drawn, { frameOf, horizon });
      const frame = frameAt(sequences, trajectory, frameOf(rolled));
      foldFrame(frame, image, blockSize, targets, (b * decoded + i) * frameSize, frameChannels);
      selection[(b * decoded + i) * (protocol.steps + 1) + rolled] = 1;
    }
    if (model.drive) {
      const way = { trajectory, from: start + at, stride: unroll.direction * unroll.stride };
      driveAlong(model.drive, sequences, way, protocol.steps, drive, b * driveSize);
    }
    dt[b] = unroll.direction * unroll.stride * sequences.dt;
  });

  const noiseShape = [batchSize, ...model.latentShape];
  return {
    inputs: ndarray(inputs, [batchSize, ...model.inputShape]),
    ...(pairs && { nextInputs: ndarray(nextInputs, [batchSize, ...model.inputShape]) }),
    targets: ndarray(targets, [batchSize * decoded, ...model.frameShape]),
    selection: ndarray(selection, [batchSize, decoded, protocol.steps + 1]),
    dt: ndarray(dt, [batchSize]),
    ...(model.drive && { drive: ndarray(drive, [batchSize, protocol.steps, model.drive.channels]) }),
    noise: sampling
      ? normal(noiseKey, noiseShape)
      : ndarray(new Float32Array(noiseShape.reduce((a, b) => a * b, 1)), noiseShape),
  };
}

/** The values of an array that may be written over, or new ones. */
function room(array: NdArray | undefined, length: number): Float32Array {
  return array?.data instanceof Float32Array && array.data.length === length
    ? array.data
    : new Float32Array(length);
}

/** A number in [0, total) from the i-th of `strata` equal stretches, at `fraction` in [0, 1) of it. */
function stratified(i: number, strata: number, total: number, fraction: number): number {
  const from = Math.floor((i * total) / strata);
  const to = Math.floor(((i + 1) * total) / strata);
  return from + Math.min(Math.floor(fraction * (to - from)), to - from - 1);
}

function assertFits(model: DynamicsModel, sequences: Sequences, protocol: FrameProtocol): void {
  const { image, inputFrames } = model.config;
  if (
    sequences.height !== image.height ||
    sequences.width !== image.width ||
    sequences.channels !== image.channels
  ) {
    throw new Error(
      `makeBatch: frames must be ${image.height}x${image.width}x${image.channels} as in the model, but got ${sequences.height}x${sequences.width}x${sequences.channels}; set model.image or simulate at that size`,
    );
  }
  const needed = framesNeeded(protocol, inputFrames);
  if (sequences.length < needed) {
    throw new Error(
      `makeBatch: the protocol needs sequences of at least ${needed} frames, but got ${sequences.length}; use longer sequences or lower protocol.steps`,
    );
  }
}
