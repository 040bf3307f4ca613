import { pathToFileURL } from 'node:url';
import { joinSinks, mlflowSink, type MetricsSink, type MlflowSink, type MlflowStatus } from '@hgn/training';
import { metricsFile, tensorboardFile } from '@hgn/training/node';
import type { Io } from '../../io.ts';
import type { OpenRun } from '../../runs/open.ts';
import { type RunRecord, writeRecord } from '../../runs/record.ts';
import { packageVersion } from '../../version.ts';

/** Where the numbers of a run go besides `metrics.jsonl`. */
export interface Tracking {
  /** Whether to write TensorBoard event files. */
  readonly tensorboard: boolean;
  /** Address of an MLflow server, if any. */
  readonly mlflow?: string;
}

/** Event files, and no server. */
export const defaultTracking: Tracking = { tensorboard: true };

/** The open files and servers that a sitting writes numbers to. */
export interface Trackers {
  readonly metrics: Pick<MetricsSink, 'write' | 'rewind'>;
  closeFiles(): Promise<void>;
  /** The server, if there is one. */
  readonly server: RunTracker | undefined;
}

/** A run on a tracking server. */
export interface RunTracker {
  /** For `run.json`, null while no server has answered. */
  readonly mlflow: RunRecord['mlflow'];
  /** Ends the run there, with the numbers of the test, if there are any, and links to the run's files. */
  finish(status: RunRecord['status'], test?: Readonly<Record<string, number>>): Promise<void>;
}

/** Ends a run on its tracking server, if it has one, and notes in `run.json` what is known of it only now. */
export async function finishTracking(
  server: RunTracker | undefined,
  path: string,
  record: RunRecord,
  test?: Readonly<Record<string, number>>,
): Promise<void> {
  await server?.finish(record.status, test);
  if (server?.mlflow != null && server.mlflow.runId !== record.mlflow?.runId) {
    await writeRecord(path, { ...record, mlflow: server.mlflow });
  }
}

/** Opens everything that a sitting writes numbers to, at step `from`. */
export async function openTrackers(
  run: OpenRun,
  { tensorboard, mlflow: url }: Tracking,
  earlier: RunRecord['mlflow'],
  from: number,
  io: Io,
): Promise<Trackers> {
  const { metrics, tensorboard: events } = run.paths;
  const files = [await metricsFile(metrics, { from })];
  try {
    if (tensorboard) files.push(await tensorboardFile(events, { from, clock: () => io.clock.now() }));
  } catch (error) {
    await files[0].close();
    throw error;
  }
  const sink = url === undefined ? undefined : openMlflow(run, url, earlier, io);
  return {
    metrics: joinSinks(sink === undefined ? files : [...files, sink]),
    closeFiles: () => joinSinks(files).close(),
    server: sink === undefined || url === undefined ? undefined : mlflowTracker(run, url, sink),
  };
}

function mlflowTracker({ paths, config }: OpenRun, url: string, sink: MlflowSink): RunTracker {
  return {
    get mlflow() {
      return sink.runId === undefined ? null : { url, runId: sink.runId };
    },
    async finish(status, test) {
      if (test !== undefined) await sink.write({ step: config.training.steps, ...test }, 'test');
      await sink.finish(mlflowStatus[status], {
        'hgn.run': pathToFileURL(paths.folder).href,
        'hgn.checkpoints': pathToFileURL(paths.checkpoints).href,
        ...(test === undefined ? {} : { 'hgn.report': pathToFileURL(paths.report).href }),
      });
    },
  };
}

const mlflowStatus: Readonly<Record<RunRecord['status'], MlflowStatus>> = {
  running: 'KILLED',
  interrupted: 'KILLED',
  diverged: 'FAILED',
  failed: 'FAILED',
  finished: 'FINISHED',
};

function openMlflow(
  { shown, config }: OpenRun,
  url: string,
  earlier: RunRecord['mlflow'],
  io: Io,
): MlflowSink {
  const { MLFLOW_EXPERIMENT_NAME: experiment = 'hgn' } = io.env;
  return mlflowSink({
    url,
    experiment,
    name: shown,
    params: flatTexts(config),
    tags: { 'hgn.version': packageVersion() },
    headers: authorization(io.env),
    clock: () => io.clock.now(),
    onFailure: ({ message }) =>
      io.stderr.write(`mlflow: ${message}; training goes on, and what can be is sent later\n`),
    ...(earlier?.url === url ? { runId: earlier.runId } : {}),
  });
}

/** The environment variables by which MLflow's own clients sign in. */
function authorization(env: Io['env']): Record<string, string> {
  const {
    MLFLOW_TRACKING_TOKEN: token,
    MLFLOW_TRACKING_USERNAME: user,
    MLFLOW_TRACKING_PASSWORD: word,
  } = env;
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (user === undefined || word === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${word}`).toString('base64')}` };
}

/** A configuration as texts by path, `optimiser.learningRate`; lists such as layers as JSON. */
function flatTexts(config: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(flatTexts(value, `${prefix}${name}.`))
        : [[prefix + name, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  );
}
