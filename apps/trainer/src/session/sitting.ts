import { resolve } from 'node:path';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import { writeResolvedConfig } from '../config/resolve.ts';
import type { RunConfig } from '../config/schema.ts';
import { CommandError, DivergedRunError, InterruptedError } from '../errors.ts';
import { readBounded } from '../files/readBounded.ts';
import type { Io } from '../io.ts';
import { folderToGoOnWith, rememberData } from '../data/rememberedData.ts';
import { createRunFolder } from '../runs/create.ts';
import type { Writer } from '../runs/lock/writer.ts';
import type { OpenRun } from '../runs/open.ts';
import {
  isoTime,
  newRecord,
  readRecord,
  type RunRecord,
  type TrainingProgress,
  writeRecord,
} from '../runs/record.ts';
import { assertAccepted, type Pin, pinInput, repin, sha256Of } from '../runs/pins.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';
import { reasonOf } from '../terminal/stopping.ts';
import { drive } from './loop/drive.ts';
import { openModelSession } from './loop/modelSession.ts';
import { loadRunData, type RunData } from './sequences.ts';
import type { TrainingSession } from './loop/session.ts';
import { testFile } from './judging/testFile.ts';
import {
  defaultTracking,
  finishTracking,
  openTrackers,
  type RunTracker,
  type Tracking,
} from './loop/tracking.ts';
import { validation } from './loop/validation.ts';

/** A run whose training is done, with the data at hand. */
export interface TrainedRun extends OpenRun {
  readonly record: RunRecord;
  readonly data: RunData;
  /** A tracking server that waits for the end of the run. */
  readonly server?: RunTracker;
}

/**
 * Starts a run: data, compilation, then the folder (complete with the checkpoint of step 0, so that from its first
 * moment on it can be resumed), then training.
 *
 * @param until steps after which to pause; default at the end
 */
export async function startRun(
  config: RunConfig,
  { shown, folder, io }: Writer,
  tracking: Tracking = defaultTracking,
  until?: number,
): Promise<TrainedRun> {
  const inputs = await pinInput(config.data.folder, io);
  const data = await loadRunData(config, io);
  const configText = writeResolvedConfig(config);
  const session = await openModelSession(config, data.training, io);
  try {
    if (io.signal.aborted) throw new InterruptedError('stopped before the first step; nothing was written');
    const record = await newRecord(io, {
      seed: config.seed,
      engine: session.engine,
      parameters: session.parameterCount,
      timeStep: data.training.dt,
      inputs,
      configSha256: [sha256Of(configText)],
    });
    const paths = await createRunFolder(folder, async (partial) => {
      await writeFileAtomic(partial.config, configText);
      await writeRecord(partial.record, record);
      await session.save(partial.checkpoints, session.start);
      await writeFileAtomic(partial.test, testFile(data.test, data.training.dt));
      if (config.data.folder !== null) {
        const remembered = await rememberData(resolve(io.cwd, config.data.folder), folder);
        await writeFileAtomic(partial.data, remembered);
      }
    });
    return await sit(
      { shown, paths, config, ...(until !== undefined && { until }) },
      record,
      data,
      session,
      tracking,
      io,
    );
  } finally {
    await session.dispose();
  }
}

/** How a run goes on. */
export interface ContinueOptions {
  /** Whether data that are not as they were may be taken. */
  readonly acceptChangedData?: boolean;
  /** Steps after which to pause; default at the end. */
  readonly until?: number;
}

/** Continues a run from its last checkpoint; the same bits as without the interruption. */
export async function continueRun(
  run: OpenRun,
  { io }: Writer,
  tracking: Tracking = defaultTracking,
  { acceptChangedData = false, until }: ContinueOptions = {},
): Promise<TrainedRun> {
  const { paths, config, shown } = run;
  const checkpoint = await readCheckpoint(paths.checkpoints);
  if (checkpoint.step > config.training.steps) {
    throw new CommandError(
      `${shown}: is at step ${checkpoint.step} already, beyond --steps ${config.training.steps}; name more steps`,
    );
  }
  const earlier = await readRecord(paths.record);
  const folder = await folderToGoOnWith(run, io);
  const { inputs, accepted } = await repinned(run, earlier, folder, acceptChangedData, io);
  const data = await loadRunData(config, io, folder);
  const { patience, evaluateEvery } = config.training;
  const outOfPatience =
    evaluateEvery > 0 && patience > 0 && checkpoint.memory.evaluationsSinceBest >= patience;
  if (until !== undefined && checkpoint.step >= until && checkpoint.step < config.training.steps) {
    // It was killed at this very look.
    const record: RunRecord = { ...earlier, progress: progressOf(checkpoint) };
    return { ...run, record, data };
  }
  if (checkpoint.step === config.training.steps || outOfPatience) {
    io.stderr.write(`${shown}: training is complete at step ${checkpoint.step}\n`);
    if (earlier.status === 'finished') return { ...run, record: earlier, data };
    // It was killed after its last checkpoint, before it could say so.
    const progress = progressOf(checkpoint, outOfPatience);
    const record: RunRecord = {
      ...earlier,
      status: 'finished',
      stoppedBy: null,
      updated: isoTime(io),
      progress,
    };
    await writeRecord(paths.record, record);
    return { ...run, record, data };
  }
  const session = await openModelSession(config, data.training, io, checkpoint);
  try {
    const configText = writeResolvedConfig(config);
    const former = earlier.configSha256.filter((sha256) => sha256 !== sha256Of(configText));
    const record: RunRecord = {
      ...earlier,
      status: 'running',
      stoppedBy: null,
      inputs,
      acceptedChanges: [
        ...earlier.acceptedChanges,
        ...accepted.map((what) => ({ step: checkpoint.step, what })),
      ],
      configSha256: [...former, sha256Of(configText)],
      updated: isoTime(io),
      engine: session.engine,
      startedAt: [...earlier.startedAt, checkpoint.step],
    };
    // The record first: it knows the former text and the new one, whichever a kill in between leaves.
    await writeRecord(paths.record, record);
    await writeFileAtomic(paths.config, configText);
    if (folder !== undefined && accepted.length > 0) {
      const remembered = await rememberData(folder, paths.folder);
      await writeFileAtomic(paths.data, remembered);
    }
    if (session.engine !== earlier.engine) {
      io.stderr.write(
        `${shown}: on ${session.engine} after ${earlier.engine}, so numbers differ from an uninterrupted run in the last digits\n`,
      );
    }
    io.stderr.write(`${shown}: continuing at step ${checkpoint.step} of ${config.training.steps}\n`);
    return await sit({ ...run, ...(until !== undefined && { until }) }, record, data, session, tracking, io);
  } finally {
    await session.dispose();
  }
}

/** What the run rests on, looked at again before it goes on: its data and its own config.yaml. */
async function repinned(
  { paths, shown, config }: OpenRun,
  { inputs, configSha256 }: RunRecord,
  folder: string | undefined,
  accept: boolean,
  io: Io,
): Promise<{ readonly inputs: readonly Pin[]; readonly accepted: readonly string[] }> {
  const typed = config.data.folder;
  // Its data may lie elsewhere by now, or be looked at from elsewhere.
  const moved =
    typed !== null && folder !== undefined && resolve(io.cwd, typed) !== folder ? folder : undefined;
  const placed = inputs.map((each) =>
    each.path === typed && moved !== undefined ? { ...each, path: moved } : each,
  );
  const found = await repin(placed, shown, { accept, io });
  const again = {
    ...found,
    inputs: found.inputs.map((each) =>
      each.path === moved && typed !== null ? { ...each, path: typed } : each,
    ),
  };
  const text = await readBounded(paths.config, paths.config);
  if (configSha256.length === 0 || configSha256.includes(sha256Of(text))) return again;
  const change = 'config.yaml is not as hgn wrote it';
  assertAccepted(change, shown, accept);
  io.stderr.write(`${shown}: going on though ${change}\n`);
  return { inputs: again.inputs, accepted: [...again.accepted, change] };
}

/** One sitting of training: drives the session, and keeps run.json true however it ends. */
async function sit(
  run: OpenRun & { readonly until?: number },
  begun: RunRecord,
  data: RunData,
  session: TrainingSession,
  tracking: Tracking,
  io: Io,
): Promise<TrainedRun> {
  const { paths, config, shown, until } = run;
  const start = io.clock.now();
  const trackers = await openTrackers(run, tracking, begun.mlflow, session.start.step, io);
  const { metrics, server } = trackers;
  let record = begun;
  const note = async (changes: Partial<RunRecord>): Promise<void> => {
    const trainingSeconds = begun.trainingSeconds + (io.clock.now() - start) / 1000;
    const mlflow = server?.mlflow ?? begun.mlflow;
    record = { ...record, updated: isoTime(io), trainingSeconds, mlflow, ...changes };
    await writeRecord(paths.record, record);
  };
  try {
    const result = await drive(
      session,
      {
        checkpoints: paths.checkpoints,
        training: config.training,
        metrics,
        ...(data.validation === undefined
          ? {}
          : { evaluate: validation(config, data.validation, begun.timeStep, metrics) }),
        onCheckpoint: (moment) => note({ progress: progressOf(moment) }),
        ...(until !== undefined && { until }),
        resumeLine: `hgn train --resume --out ${shown}`,
      },
      io,
    );
    await note(
      result.stopped
        ? {
            status: 'interrupted',
            stoppedBy: `a look of the sweep at step ${result.step}`,
            progress: progressOf(result),
          }
        : { status: 'finished', progress: progressOf(result, result.stoppedEarly) },
    );
  } catch (error) {
    // The first failure is the one to report, even when the disk refuses this note as well.
    const stoppedBy = error instanceof InterruptedError ? reasonOf(io.signal) : null;
    await note({ status: statusOf(error), stoppedBy })
      .then(() => finishTracking(server, paths.record, record))
      .catch(() => undefined);
    throw error;
  } finally {
    await trackers.closeFiles();
  }
  return { ...run, data, record, ...(server === undefined ? {} : { server }) };
}

function statusOf(error: unknown): RunRecord['status'] {
  if (error instanceof InterruptedError) return 'interrupted';
  return error instanceof DivergedRunError ? 'diverged' : 'failed';
}

function progressOf({ step, memory }: Checkpoint, stoppedEarly = false): TrainingProgress {
  return { step, rollbacks: memory.rollbacks, best: memory.best, stoppedEarly };
}
