import { resolve } from 'node:path';
import { readDataset } from '@hgn/datasets/node';
import { frameAt, type Sequences, stateFrame } from '@hgn/model';
import type { Preset as Recipe } from '@hgn/datasets';
import { checksumIn, lookForData } from '../data/rememberedData.ts';
import { recipeOf, unseenOfFolder } from '../data/unseen.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import type { OpenRun } from '../runs/open.ts';
import { assertImage, simulateSequences, takeTrajectories, testSeedOffset } from '../session/sequences.ts';

/** What rollouts start from. */
export interface RolloutScene {
  readonly sequences: Sequences;
  /** Frames of the sequences that the encoder sees. */
  readonly inputs: readonly number[];
  /** Frame that rollouts begin at, and frames from one of theirs to the next. */
  readonly from: number;
  readonly stride: number;
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
  /** The first of the trajectories, of a data set. */
  readonly skip?: number;
}

/** At most this many simulated frames per model step: finer speeds get no truth beside them. */
const finest = 16;

/**
 * Input frames for rollouts, and the true frames beside them. Simulated sequences are made as fine and as long as
 * the rollout asks for; those of a data set, that of the run or another, show the truth as far as they reach. Of the
 * data that the run learnt from, only what it has not seen is shown.
 */
export async function loadRolloutScene(
  run: OpenRun,
  timeStep: number,
  options: SceneOptions,
  io: Io,
): Promise<RolloutScene> {
  const { config } = run;
  const { inputFrames } = config.model;
  const at = stateFrame(config.protocol, inputFrames);
  const { speed, frames } = options;
  const recipe = await recipeToSimulate(run, options, io);
  const fineness = recipe === undefined ? 1 : finenessFor(Math.abs(speed));
  const stride = speed * fineness;
  const reach = Math.ceil((frames - 1) * Math.abs(stride));
  const span = (inputFrames - 1) * fineness;

  const sequences =
    recipe === undefined
      ? await sequencesOfData(run, timeStep, options, io)
      : await simulateSequences({ ...recipe, dt: timeStep / fineness }, io, {
          label: 'input frames',
          seed: testSeedOffset + (options.seed ?? config.seed),
          trajectories: options.trajectories,
          frames: span + 1 + (Number.isInteger(stride) ? reach : 0),
        });
  const start = speed > 0 ? 0 : sequences.length - 1 - span;
  const inputs = Array.from({ length: inputFrames }, (_, k) => start + k * fineness);
  const truth = trueFrames(sequences, inputs[at], stride, frames);
  return { sequences, inputs, from: inputs[at], stride, ...(truth === undefined ? {} : { truth }) };
}

/** What input frames are simulated by; nothing where they come from a data set. */
async function recipeToSimulate(
  run: OpenRun,
  { data, seed }: SceneOptions,
  io: Io,
): Promise<Recipe | undefined> {
  if (data !== undefined || (run.config.data.folder !== null && seed === undefined)) return undefined;
  const recipe = await recipeOf(run, io);
  if (recipe !== undefined) return recipe;
  throw new UsageError(
    `--seed: ${run.shown} learnt from frames that nobody simulated, so there is nothing to seed; leave it out`,
  );
}

/** Trajectories of a data set, those that the run has not seen where it is its own. */
async function sequencesOfData(
  run: OpenRun,
  timeStep: number,
  { data, trajectories, skip = 0 }: SceneOptions,
  io: Io,
): Promise<Sequences> {
  const { config } = run;
  const { inputFrames } = config.model;
  const own = await lookForData(run, io);
  const isOwn =
    data === undefined ||
    (own !== undefined && 'folder' in own && (await checksumIn(resolve(io.cwd, data))) === own.checksum);
  if (isOwn) return (await unseenOfFolder(run, timeStep, { trajectories, first: skip }, io)).sequences;
  const dataset = await readDataset(resolve(io.cwd, data));
  if (dataset.trajectories < skip + trajectories || dataset.length < inputFrames) {
    throw new CommandError(
      `${data}: holds ${dataset.trajectories} trajectories of ${dataset.length} frames, but ${skip + trajectories} of at least ${inputFrames} are needed; ask for fewer or simulate more`,
    );
  }
  if (Math.abs(dataset.dt - timeStep) > 1e-9 * timeStep) {
    throw new CommandError(
      `${data}: frames are ${dataset.dt} apart, but the model learnt from frames ${timeStep} apart; simulate with --dt ${timeStep}`,
    );
  }
  assertImage(dataset, config, data);
  return takeTrajectories(dataset, skip, trajectories);
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
