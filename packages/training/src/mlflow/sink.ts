import { requireOptions, type OptionNames } from '@hgn/options';
import type { MetricsSink } from '../metrics/sink.ts';
import { mlflowCall, MlflowError, type MlflowServer } from './client.ts';
import { openRun, pairs, runParams, type MlflowRunOptions } from './run.ts';

/** How a run ended, in MLflow's words. */
export type MlflowStatus = 'FINISHED' | 'FAILED' | 'KILLED';

/** A run on an MLflow server. */
export interface MlflowSink extends MetricsSink {
  /** The server's id of the run, or undefined while no server has answered. */
  readonly runId: string | undefined;
  /** Sends what is left, ends the run with a status and tags such as links to its files. Call instead of `close`. */
  finish(status: MlflowStatus, tags?: Readonly<Record<string, string>>): Promise<void>;
}

/** Options of {@link mlflowSink}. */
export interface MlflowOptions extends MlflowServer, MlflowRunOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told of the first failure, once; training goes on whatever happens. */
  readonly onFailure: (error: Error) => void;
  /** Told the run's id as soon as the server gave one. */
  readonly onRun?: (runId: string) => void;
}

/** One number on its way. */
interface Point {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** The most that a server takes in one call. */
const POINTS_A_CALL = 1000;
const PARAMS_A_CALL = 100;
/** Numbers kept while no server answers; beyond it the oldest are dropped. */
const MOST_WAITING = 50_000;
/** Milliseconds between attempts while no server answers. */
const RETRY_AFTER = 10_000;

const mlflowSinkOptionNames: OptionNames<MlflowOptions> = {
  clock: true,
  onFailure: true,
  onRun: true,
  url: true,
  headers: true,
  fetch: true,
  timeout: true,
  experiment: true,
  name: true,
  params: true,
  tags: true,
  runId: true,
};

/**
 * Sends metrics to an MLflow server through its REST API, in the background: `write` never waits and never throws. What
 * cannot be sent waits, at most 50 000 numbers, and is tried again every ten seconds and at the end; what the server
 * refuses is dropped. The run is made with the first record. Numbers that are not finite are left out, as MLflow takes none. `rewind` does nothing: MLflow shows
 * the latest value of a step.
 *
 * Source: https://mlflow.org/docs/latest/rest-api.html: experiments/get-by-name and create, runs/create, log-batch,
 * set-tag and update.
 *
 * @example
 * const sink = mlflowSink({
 *   url: 'http://127.0.0.1:9',
 *   experiment: 'springs',
 *   name: 'first',
 *   clock: () => performance.timeOrigin + performance.now(),
 *   onFailure: ({ message }) => console.log(message), // nobody listens there
 * });
 * await sink.write({ step: 1, loss: 0.5 });
 * await sink.finish('FINISHED');
 */
export function mlflowSink(options: MlflowOptions): MlflowSink {
  requireOptions('mlflowSink', options, mlflowSinkOptionNames);
  const { clock, onFailure, onRun } = options;
  const call = mlflowCall(options);
  const startTime = Math.floor(clock());
  let waiting: Point[] = [];
  let params: ReturnType<typeof runParams> = [];
  let runId: string | undefined;
  let began = false;
  let failed = false;
  let triedAt = -Infinity;
  let sending: Promise<void> | undefined;

  const fail = (error: unknown): void => {
    if (!failed) onFailure(error instanceof Error ? error : new Error(String(error)));
    failed = true;
  };

  async function open(): Promise<string> {
    if (runId === undefined) {
      const { id, isNew } = await openRun(call, options, startTime);
      runId = id;
      // A server refuses parameters that differ from those it has, such as more steps.
      params = isNew ? runParams(options) : [];
      onRun?.(id);
    }
    return runId;
  }

  /** Sends until nothing waits or the server does not answer. */
  async function send(): Promise<void> {
    try {
      const run_id = await open();
      while (params.length > 0) {
        await log({ run_id, params: params.slice(0, PARAMS_A_CALL) });
        params = params.slice(PARAMS_A_CALL);
      }
      while (waiting.length > 0) {
        const metrics = waiting.slice(0, POINTS_A_CALL);
        await log({ run_id, metrics });
        waiting = waiting.slice(metrics.length);
      }
      triedAt = -Infinity;
    } catch (error) {
      triedAt = clock();
      fail(error);
    }
  }

  /** Sends one batch; one that is refused is not tried again. */
  async function log(batch: object): Promise<void> {
    try {
      await call('POST', 'runs/log-batch', batch);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      fail(error);
    }
  }

  const pump = (): Promise<void> =>
    (sending ??= send().finally(() => {
      sending = undefined;
    }));

  async function finish(status: MlflowStatus, tags: Readonly<Record<string, string>> = {}): Promise<void> {
    await sending;
    if (began) await pump();
    if (runId === undefined) return;
    try {
      for (const tag of pairs(tags)) await call('POST', 'runs/set-tag', { run_id: runId, ...tag });
      await call('POST', 'runs/update', { run_id: runId, status, end_time: Math.floor(clock()) });
    } catch (error) {
      fail(error);
    }
  }

  return {
    get runId() {
      return runId;
    },
    write({ step, ...numbers }, kind) {
      const timestamp = Math.floor(clock());
      began = true;
      for (const [name, value] of Object.entries(numbers)) {
        if (!Number.isFinite(value)) continue;
        waiting.push({ key: kind === undefined ? name : `${kind}/${name}`, value, timestamp, step });
      }
      if (waiting.length > MOST_WAITING && sending === undefined) waiting = waiting.slice(-MOST_WAITING);
      if (timestamp - triedAt >= RETRY_AFTER) void pump();
      return Promise.resolve();
    },
    rewind: () => Promise.resolve(),
    finish,
    close: () => finish('FINISHED'),
  };
}

/** Whether a server answered that it will never take this, so that trying again is of no use. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof MlflowError &&
    error.status !== undefined &&
    error.status >= 400 &&
    error.status < 500 &&
    error.status !== 429
  );
}
