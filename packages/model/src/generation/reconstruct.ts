import { ndarray, type NdArray } from '@hgn/autodiff';
import { stateFrame } from '../data/protocol.ts';
import type { FrameProtocol } from '../presets/preset.ts';
import { undrivenBy } from '../data/undrivenBy.ts';
import { requireShape } from './arrays.ts';
import type { Generator, States } from './generator.ts';

/** A sequence as the model has it. */
export interface Reconstruction extends States {
  /** [batch, length, height, width, channels] in (0, 1), frame by frame beside those that were given. */
  readonly frames: NdArray;
}

/**
 * Paints a sequence as the model sees it: from the first `inputFrames` frames it infers a state, rolls it backward to
 * the first frame and forward to the last. Frames beyond the inputs are predictions.
 *
 * @param frames [batch, length, height, width, channels] in [0, 1], `length` at least the model's `inputFrames`
 * @param options.dt time between two of the frames
 * @param options.drive what drives a driven model from each frame to the next, [batch, length - 1, channels]; absent: nothing
 *   pushes, and a clock begins at 0 with the first frame
 * @param options.protocol that of the training: it says which input frame the inferred state belongs to
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { createGenerator, createModel, createTrainer, pickFrames, presets, reconstruct } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * const model = createModel(presets.quickstart.model);
 * const trainer = createTrainer(model, presets.quickstart);
 * const generator = createGenerator(model, trainer, trainer.init(key(1)).parameters);
 * const { dt, ...sequences } = generate(datasets.pendulum, { seed: 1, trajectories: 1, frames: 8 });
 * const seen = pickFrames({ dt, ...sequences }, [0], [0, 1, 2, 3, 4, 5, 6, 7]);
 * const { frames } = await reconstruct(generator, seen, { dt, protocol: presets.quickstart.protocol });
 * console.log(frames.shape); // [1, 8, 32, 32, 3]
 * await generator.dispose();
 */
export async function reconstruct(
  generator: Generator,
  frames: NdArray,
  {
    dt,
    protocol,
    drive,
  }: {
    readonly dt: number;
    readonly protocol: Pick<FrameProtocol, 'stateAt'>;
    readonly drive?: NdArray;
  },
): Promise<Reconstruction> {
  const { image, inputFrames } = generator.model.config;
  const frameShape = [image.height, image.width, image.channels];
  const [batch, length = 0] = frames.shape;
  requireShape('reconstruct', 'frames', frames, [undefined, Math.max(length, inputFrames), ...frameShape]);
  const at = stateFrame(protocol, inputFrames);
  const inputs = span(frames, 0, inputFrames);
  const { q, p } = await generator.encode(inputs);
  const { drive: driven } = generator.model;
  const told = driven && (drive ?? undrivenBy(driven, { batch, steps: length - 1, dt }));
  const past = told && { drive: steps(told, at - 1, -1) };
  const future = told && { drive: steps(told, at, length - 1) };
  const before = await generator.rollout({ q, p }, { dt: -dt, frames: at + 1, ...past });
  const after = await generator.rollout({ q, p }, { dt, frames: length - at, ...future });
  const whole = (earlier: NdArray, later: NdArray): NdArray => {
    const { stateShape } = generator.model;
    const size = stateShape.reduce((product, n) => product * n, 1);
    const data = new Float32Array(batch * length * size);
    const put = (b: number, frame: number, from: NdArray, step: number): void => {
      const start = (b * from.shape[1] + step) * size;
      data.set(from.data.subarray(start, start + size), (b * length + frame) * size);
    };
    for (let b = 0; b < batch; b++) {
      for (let t = 0; t < at; t++) put(b, t, earlier, at - t);
      for (let t = at; t < length; t++) put(b, t, later, t - at);
    }
    return ndarray(data, [batch, length, ...stateShape]);
  };
  const states = { q: whole(before.q, after.q), p: whole(before.p, after.p) };
  return { ...states, frames: await generator.decode(states) };
}

/** Steps from `first` on to before `end`, backward where that comes earlier, of every sample. */
function steps({ data, shape: [batch, length, channels] }: NdArray, first: number, end: number): NdArray {
  const count = Math.abs(end - first);
  const chosen = new Float32Array(batch * count * channels);
  for (let b = 0; b < batch; b++) {
    for (let k = 0; k < count; k++) {
      const from = (b * length + first + Math.sign(end - first) * k) * channels;
      chosen.set(data.subarray(from, from + channels), (b * count + k) * channels);
    }
  }
  return ndarray(chosen, [batch, count, channels]);
}

/** Frames [first, first + count) of every sample. */
function span({ data, shape: [batch, length, ...rest] }: NdArray, first: number, count: number): NdArray {
  const size = rest.reduce((product, n) => product * n, 1);
  const chosen = new Float32Array(batch * count * size);
  for (let b = 0; b < batch; b++) {
    const start = (b * length + first) * size;
    chosen.set(data.subarray(start, start + count * size), b * count * size);
  }
  return ndarray(chosen, [batch, count, ...rest]);
}
