import type { Preset as Recipe } from '@hgn/datasets';
import { openSource, readDataset, readManifest } from '@hgn/datasets/node';
import { CommandError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import type { OpenRun } from '../runs/open.ts';
import { simulateTest, splitDataset, takeTrajectories, type TestSequences } from '../session/sequences.ts';
import { count } from '../terminal/format.ts';
import { lookForData } from './rememberedData.ts';
import { findSystem } from './systems.ts';

/** Which unseen trajectories of a run are wanted. */
export interface UnseenChoice {
  /** How many; all that there are unless told. */
  readonly trajectories?: number;
  /** The first of them. */
  readonly first?: number;
  /** Of a simulation; for data that were simulated. */
  readonly seed?: number;
}

/** The recipe by which a run's data are simulated anew; nothing for imported data. */
export async function recipeOf(run: OpenRun, io: Pick<Io, 'cwd'>): Promise<Recipe | undefined> {
  if (run.config.data.folder === null) return findSystem(run.config.system);
  const found = await lookForData(run, io);
  return found !== undefined && 'folder' in found ? (await readManifest(found.folder)).recipe : undefined;
}

/** The trajectories that a run keeps beside its model, in `test.npz`; nothing where the file is gone. */
async function keptInRun({ paths }: OpenRun, timeStep: number): Promise<TestSequences | undefined> {
  const source = await openSource(paths.test, { dt: timeStep }).catch(() => undefined);
  if (source === undefined) return undefined;
  const { trajectories, length, height, width, channels, coordinates } = source.header;
  const frames = new Uint8Array(trajectories * length * height * width * channels);
  const [q, p, energy]: [number[], number[], number[]] = [[], [], []];
  try {
    let place = 0;
    for await (const trajectory of source.trajectories()) {
      frames.set(trajectory.frames, (place++ * frames.length) / trajectories);
      q.push(...trajectory.q);
      p.push(...trajectory.p);
      energy.push(...trajectory.energy);
    }
  } finally {
    await source.close();
  }
  return {
    ...{ trajectories, length, height, width, channels, dt: timeStep, frames },
    ...(coordinates > 0 && { states: { q, p } }),
    ...(!energy.some(Number.isNaN) && { energy: Float64Array.from(energy) }),
  };
}

/**
 * Unseen trajectories of a run on a data set: from the folder's part that is kept for the test, or where that is gone
 * from the few that the run keeps itself.
 *
 * @throws CommandError when both are gone or there are too few; UsageError for a seed, where nothing is simulated
 */
export async function unseenOfFolder(
  run: OpenRun,
  timeStep: number,
  { trajectories, first = 0, seed }: UnseenChoice,
  io: Io,
): Promise<{ readonly sequences: TestSequences; readonly isWhole: boolean }> {
  const { shown, config } = run;
  if (seed !== undefined) {
    const recipe = await recipeOf(run, io);
    if (recipe === undefined) {
      throw new UsageError(
        `--seed: ${shown} learnt from frames that nobody simulated, so there is nothing to seed; leave it out`,
      );
    }
    const sequences = await simulateTest(config, recipe, timeStep, io, {
      seed,
      ...(trajectories !== undefined && { trajectories: first + trajectories }),
    });
    return {
      sequences: takeTrajectories(sequences, first, trajectories ?? sequences.trajectories - first),
      isWhole: false,
    };
  }
  const found = await lookForData(run, io);
  const folder = found !== undefined && 'folder' in found ? found.folder : undefined;
  const unseen =
    folder === undefined
      ? await keptInRun(run, timeStep)
      : splitDataset(await readDataset(folder), config, config.data.folder ?? folder).test;
  const missing = found !== undefined && 'missing' in found ? found.missing : '';
  if (unseen === undefined)
    throw new CommandError(`${missing}; put them back, or name a data set with --data`);
  const wanted = trajectories ?? unseen.trajectories - first;
  if (wanted < 1 || first + wanted > unseen.trajectories) {
    throw new CommandError(
      `${shown}: ${folder === undefined ? 'keeps' : 'its data hold'} ${count(unseen.trajectories, 'unseen trajectory', 'unseen trajectories')}, but ${first === 0 ? '' : `after the first ${first} `}${wanted} are needed; ask for fewer${folder === undefined ? `, or put its data back (${missing.replace(/^.*?: /, '')})` : ''}, or name a data set with --data`,
    );
  }
  if (folder === undefined)
    io.stderr.write(
      `${missing}; going by the ${unseen.trajectories} unseen trajectories that the run keeps\n`,
    );
  return { sequences: takeTrajectories(unseen, first, wanted), isWhole: folder !== undefined };
}
