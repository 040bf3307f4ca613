import { resolve } from 'node:path';
import { type Dataset, type Preset as Recipe, simulate } from '@hgn/datasets';
import { readDataset } from '@hgn/datasets/node';
import { framesNeeded, type Sequences } from '@hgn/model';
import type { RunConfig } from '../config/schema.ts';
import { findSystem } from '../data/systems.ts';
import { CommandError, InterruptedError } from '../errors.ts';
import type { Io } from '../io.ts';
import { createProgress } from '../terminal/progress.ts';

/** Frames judged per rollout when a model is evaluated. */
export const horizon = 30;

/** Frames that long rollouts are judged over, where the sequences reach so far. */
const longestHorizon = 120;

/** Time steps of the model that sequences reach beyond its inputs, at most as many as long rollouts are judged over. */
export function longHorizon(sequences: Sequences, inputFrames: number, dt: number): number {
  const coarseFrames = Math.floor((sequences.length - 1) / Math.round(dt / sequences.dt)) + 1;
  return Math.min(longestHorizon, coarseFrames - inputFrames);
}

/** The first of the trajectories, at most `count`. */
export function firstTrajectories(sequences: Sequences, count: number): Sequences {
  return takeTrajectories(sequences, 0, Math.min(count, sequences.trajectories));
}

/** Trajectories [first, first + count) of sequences, with what belongs to them. */
export function takeTrajectories(sequences: TestSequences, first: number, count: number): TestSequences {
  const { states, energy, missing, drive, ...rest } = sequences;
  const share = <T extends { slice(from: number, to: number): T; length: number }>(values: T): T => {
    const each = values.length / sequences.trajectories;
    return values.slice(first * each, (first + count) * each);
  };
  return {
    ...rest,
    trajectories: count,
    frames: share(sequences.frames),
    ...(states && { states: { q: share(Array.from(states.q)), p: share(Array.from(states.p)) } }),
    ...(energy && { energy: share(energy) }),
    ...(missing && { missing: share(missing) }),
    ...(drive && { drive: share(Array.from(drive)) }),
  };
}

/** Sequences, and what is known of their true energy. */
export interface TestSequences extends Sequences {
  /** H of every frame, [trajectory, frame]; absent where it is not known. */
  readonly energy?: Float64Array;
}

/** Sequences to learn from, and others of the same system to be judged on. */
export interface RunData {
  readonly training: Sequences;
  readonly test: TestSequences;
  /** Sequences for evaluation during training, where there is any. */
  readonly validation?: Sequences;
}

/**
 * The data of a run: read from `data.folder`, its last trajectories kept for the test, or simulated from the seed.
 *
 * @param place where the folder is by now, for a run that goes on
 * @throws CommandError when the folder holds too little; the errors of `readDataset`
 */
export async function loadRunData(config: RunConfig, io: Io, place?: string): Promise<RunData> {
  const { folder } = config.data;
  if (folder !== null) {
    const split = splitDataset(await readDataset(place ?? resolve(io.cwd, folder)), config, folder);
    assertFits(split.training, config, folder);
    return split;
  }
  const recipe = findSystem(config.system);
  const training = await simulateSequences(recipe, io, {
    label: 'training data',
    seed: config.seed,
    trajectories: config.data.trajectories,
    frames: config.data.frames,
  });
  assertFits(training, config, `data.frames of ${config.data.frames}`);
  const test = await simulateTest(config, recipe, recipe.dt, io);
  if (config.training.evaluateEvery === 0) return { training, test };
  const validation = await simulateTest(config, recipe, recipe.dt, io, {
    label: 'validation data',
    seed: validationSeedOffset - testSeedOffset + config.seed,
    trajectories: config.data.validationTrajectories,
  });
  return { training, test, validation };
}

/** Test seeds lie beyond every seed that a user may give, so no test trajectory was ever trained on. */
export const testSeedOffset = 2 ** 32;
/** And validation seeds beyond those, so that the choice of the best checkpoint has not seen the test. */
export const validationSeedOffset = 2 ** 33;

/** Simulated at half the time step, so that half speed is judged on every frame. */
export async function simulateTest(
  config: RunConfig,
  recipe: Recipe,
  timeStep: number,
  io: Io,
  { seed = config.seed, trajectories = config.data.testTrajectories, label = 'test data' } = {},
): Promise<TestSequences> {
  const coarseFrames = config.model.inputFrames + longestHorizon;
  return simulateSequences({ ...recipe, dt: timeStep / 2 }, io, {
    label,
    seed: testSeedOffset + seed,
    trajectories,
    frames: 2 * coarseFrames - 1,
  });
}

/** The last trajectories are for the test, those before them for validation if training is evaluated, the rest to learn. */
export function splitDataset(dataset: Dataset, config: RunConfig, folder: string): RunData {
  const { testTrajectories, validationTrajectories } = config.data;
  const validated = config.training.evaluateEvery > 0 ? validationTrajectories : 0;
  const trained = dataset.trajectories - testTrajectories - validated;
  if (trained < 1) {
    const kept =
      validated === 0
        ? `${testTrajectories} are kept for the test`
        : `${testTrajectories} are kept for the test and ${validated} for validation`;
    throw new CommandError(
      `${folder}: holds ${dataset.trajectories} trajectories, but ${kept}; keep fewer, with --set data.testTrajectories=${Math.max(1, Math.floor(dataset.trajectories / 5))}, or use a larger data set`,
    );
  }
  const { length, height, width, channels, dt, coordinates } = dataset;
  const share = <T extends { subarray(from: number, to: number): T; length: number }>(
    values: T,
    from: number,
    trajectories: number,
  ): T => {
    const each = values.length / dataset.trajectories;
    return values.subarray(from * each, (from + trajectories) * each);
  };
  const begins: Float64Array | undefined = dataset.parameters[beginsAt];
  const part = (from: number, trajectories: number): TestSequences => ({
    trajectories,
    length,
    height,
    width,
    channels,
    dt,
    frames: share(dataset.frames, from, trajectories),
    ...(begins && { drive: timesFrom(share(begins, from, trajectories), { length, dt }) }),
    // Imported films have no truth behind them.
    ...(coordinates > 0 && {
      states: { q: share(dataset.q, from, trajectories), p: share(dataset.p, from, trajectories) },
      ...(!dataset.energy.some(Number.isNaN) && { energy: share(dataset.energy, from, trajectories) }),
    }),
  });
  return {
    training: part(0, trained),
    test: part(trained + validated, testTrajectories),
    ...(validated === 0 ? {} : { validation: part(trained, validated) }),
  };
}

/** The parameter of a data set that says at which time each trajectory begins: 0 where there is none. */
export const beginsAt = 'beginsAt';

/** The time of every frame. */
function timesFrom(
  begins: Float64Array,
  { length, dt }: { readonly length: number; readonly dt: number },
): Float64Array {
  const times = new Float64Array(begins.length * length);
  begins.forEach((begin, i) => {
    for (let k = 0; k < length; k++) times[i * length + k] = begin + k * dt;
  });
  return times;
}

/** Says in the user's words what would fail deep inside the first batch. */
function assertFits(sequences: Sequences, config: RunConfig, source: string): void {
  const { inputFrames } = config.model;
  const needed = framesNeeded(config.protocol, inputFrames);
  if (sequences.length < needed) {
    throw new CommandError(
      `${source}: sequences have ${sequences.length} frames, but training reads ${needed} (protocol.steps ${config.protocol.steps}); use longer sequences or fewer steps`,
    );
  }
  assertImage(sequences, config, source);
}

/** Says so when frames are not of the size that the model takes. */
export function assertImage(sequences: Sequences, { model }: RunConfig, source: string): void {
  const { height, width, channels } = sequences;
  const { image } = model;
  if (height !== image.height || width !== image.width || channels !== image.channels) {
    throw new CommandError(
      `${source}: frames are ${height}x${width}x${channels}, but model.image says ${image.height}x${image.width}x${image.channels}; change model.image`,
    );
  }
}

/** Simulates sequences with progress on stderr, letting signals through. */
export async function simulateSequences(
  recipe: Recipe,
  io: Io,
  {
    label,
    seed,
    trajectories,
    frames,
  }: { label: string; seed: number; trajectories: number; frames: number },
): Promise<TestSequences> {
  const { size, channels } = recipe.camera;
  const trajectorySize = frames * size * size * channels;
  const pixels = new Uint8Array(trajectories * trajectorySize);
  const states: { q: number[]; p: number[] } = { q: [], p: [] };
  const energy = new Float64Array(trajectories * frames);
  const progress = createProgress(io, { label, total: trajectories, unit: 'trajectories' });
  try {
    for (let index = 0; index < trajectories; index++) {
      const trajectory = simulate(recipe, { seed, index, frames });
      pixels.set(trajectory.frames, index * trajectorySize);
      states.q.push(...trajectory.q);
      states.p.push(...trajectory.p);
      energy.set(trajectory.energy, index * frames);
      progress.update(index + 1);
      // Lets signals through.
      if (index % 16 === 15) await new Promise((resume) => setImmediate(resume));
      if (io.signal.aborted) throw new InterruptedError('stopped while simulating; nothing was written');
    }
  } finally {
    progress.end();
  }
  return {
    trajectories,
    length: frames,
    height: size,
    width: size,
    channels,
    dt: recipe.dt,
    frames: pixels,
    states,
    energy,
  };
}
