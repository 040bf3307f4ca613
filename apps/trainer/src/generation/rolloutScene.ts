import { resolve } from 'node:path';
import { readDataset } from '@hgn/datasets/node';
import { frameAt, type Sequences, stateFrame } from '@hgn/model';
import type { RunConfig } from '../config/schema.ts';
import { findSystem } from '../data/systems.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { assertImage, simulateSequences, testSeedOffset } from '../session/sequences.ts';

/** What rollouts start from. */
export interface RolloutScene {
  readonly sequences: Sequences;
  /** Frames of the sequences that the encoder sees. */
  readonly inputs: readonly number[];
  /** What really happens, [trajectory, frame, height, width, channel]; absent where the data does not show it. */
  readonly truth?: Uint8Array;
}

/** Which rollouts are wanted; `speed` is signed. */
export interface SceneOptions {
  readonly frames: number;
  readonly speed: number;
  readonly trajectories: number;
  readonly seed?: number;
  readonly data?: string;
}

/** At most this many simulated frames per model step: finer speeds get no truth beside them. */
const finest = 16;

/**
 * Input frames for rollouts, and the true frames beside them. Simulated sequences are made as fine and as long as
 * the rollout asks for; those of a folder show the truth as far as they reach.
 */
export async function loadRolloutScene(
  config: RunConfig,
  timeStep: number,
  options: SceneOptions,
  io: Io,
): Promise<RolloutScene> {
  const { inputFrames } = config.model;
  const at = stateFrame(config.protocol, inputFrames);
  const { speed, frames } = options;
  const fineness = options.data === undefined ? finenessFor(Math.abs(speed)) : 1;
  const stride = speed * fineness;
  const reach = Math.ceil((frames - 1) * Math.abs(stride));
  const span = (inputFrames - 1) * fineness;

  let sequences: Sequences;
  if (options.data === undefined) {
    const whole = Number.isInteger(stride);
    const recipe = { ...findSystem(config.system), dt: timeStep / fineness };
    sequences = await simulateSequences(recipe, io, {
      label: 'input frames',
      seed: testSeedOffset + (options.seed ?? config.seed),
      trajectories: options.trajectories,
      frames: span + 1 + (whole ? reach : 0),
    });
  } else {
    const dataset = await readDataset(resolve(io.cwd, options.data));
    if (dataset.trajectories < options.trajectories || dataset.length < inputFrames) {
      throw new CommandError(
        `${options.data}: holds ${dataset.trajectories} trajectories of ${dataset.length} frames, but ${options.trajectories} of at least ${inputFrames} are needed; ask for fewer or simulate more`,
      );
    }
    if (Math.abs(dataset.dt - timeStep) > 1e-9 * timeStep) {
      throw new CommandError(
        `${options.data}: frames are ${dataset.dt} apart, but the model learnt from frames ${timeStep} apart; simulate with --dt ${timeStep}`,
      );
    }
    assertImage(dataset, config, options.data);
    sequences = { ...dataset, trajectories: options.trajectories };
  }
  const start = speed > 0 ? 0 : sequences.length - 1 - span;
  const inputs = Array.from({ length: inputFrames }, (_, k) => start + k * fineness);
  const truth = trueFrames(sequences, inputs[at], stride, frames);
  return { sequences, inputs, ...(truth === undefined ? {} : { truth }) };
}

/** Simulated frames per model step that put every rollout frame on a simulated one; 1 when none does. */
function finenessFor(speed: number): number {
  for (let fineness = 1; fineness <= finest; fineness++) {
    if (Number.isInteger(speed * fineness)) return fineness;
  }
  return 1;
}

function trueFrames(
  sequences: Sequences,
  from: number,
  stride: number,
  frames: number,
): Uint8Array | undefined {
  const last = from + (frames - 1) * stride;
  if (!Number.isInteger(stride) || last < 0 || last >= sequences.length) return undefined;
  const size = sequences.height * sequences.width * sequences.channels;
  const truth = new Uint8Array(sequences.trajectories * frames * size);
  for (let i = 0; i < sequences.trajectories; i++) {
    for (let t = 0; t < frames; t++) {
      truth.set(frameAt(sequences, i, from + t * stride), (i * frames + t) * size);
    }
  }
  return truth;
}
