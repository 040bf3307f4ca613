import type { MetricsSummary } from '../../sharing/metrics/runMetrics.ts';
import { MissingFileError, type RunSource } from '../sources/runSource.ts';
import type { CurveSet, MetricsAnswer, MetricsQuestion } from './protocol.ts';

/**
 * Metrics of runs, read where it costs least: by the server that has the files, else in a Worker, so that the page stays
 * responsive.
 */
export interface MetricsClient {
  /**
   * Reads a run's metrics to their end and then follows them as they grow, until the client's signal aborts; tells what
   * is known after each piece. Resolves when what is there is read.
   *
   * @param name of the number whose curve will be asked first
   */
  read(source: RunSource, name: string, told: (summary: MetricsSummary) => void): Promise<void>;
  /** One number of these runs. */
  curves(ids: readonly string[], name: string, stretches: number): Promise<CurveSet>;
}

type Asked = MetricsQuestion extends infer Question
  ? Question extends MetricsQuestion
    ? Omit<Question, 'number'>
    : never
  : never;

type NearMetrics = Exclude<RunSource['metrics'], undefined>;

const file = 'metrics.jsonl';

/** Starts the worker; it ends with the signal. */
export function createMetricsClient(signal: AbortSignal): MetricsClient {
  const worker = new Worker(new URL('../workers/work.worker.ts', import.meta.url), {
    type: 'module',
    name: 'metrics',
  });
  const waiting = new Map<
    number,
    { resolve: (answer: MetricsAnswer) => void; reject: (error: Error) => void }
  >();
  let asked = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<MetricsAnswer>) => {
    const { resolve, reject } = waiting.get(data.number) ?? {};
    waiting.delete(data.number);
    if ('problem' in data) reject?.(new Error(data.problem));
    else resolve?.(data);
  });
  worker.addEventListener('error', ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(`the metrics worker stopped: ${message}`));
    waiting.clear();
  });
  signal.addEventListener('abort', () => worker.terminate(), { once: true });

  const ask = (question: Asked, transfer: Transferable[] = []) =>
    new Promise<MetricsAnswer>((resolve, reject) => {
      const number = asked++;
      waiting.set(number, { resolve, reject });
      worker.postMessage({ ...question, number }, transfer);
    });
  const push = async (id: string, bytes: Uint8Array, restart: boolean): Promise<MetricsSummary> => {
    const answer = await ask({ kind: 'push', id, bytes, restart }, [bytes.buffer as ArrayBuffer]);
    if (!('summary' in answer)) throw new Error('the metrics worker must answer with a summary');
    return answer.summary;
  };

  /** Runs whose metrics are read elsewhere, and the number of each whose curve the worker has. */
  const near = new Map<string, { readonly metrics: NearMetrics; held: string }>();

  const bring = async (id: string, metrics: NearMetrics, name: string) => {
    const { summary, size, curve } = await metrics(name);
    near.set(id, { metrics, held: name });
    // Steps and values share a buffer.
    await ask({ kind: 'put', id, name, curve }, curve === undefined ? [] : [curve.steps.buffer]);
    return { summary, size };
  };

  /** Reads all that is there and gives its length in bytes. */
  const readOnce = async (source: RunSource, name: string) => {
    if (source.metrics !== undefined) return bring(source.id, source.metrics.bind(source), name);
    const bytes = await source.read(file);
    return { size: bytes.length, summary: await push(source.id, bytes.slice(), true) };
  };

  const read: MetricsClient['read'] = async (source, name, told) => {
    let size: number;
    try {
      const first = await readOnce(source, name);
      size = first.size;
      told(first.summary);
    } catch (error) {
      if (error instanceof MissingFileError) return;
      throw error;
    }
    if (source.follow !== undefined) void follow(source, source.follow(file, size, signal), name, told);
  };

  return {
    read,
    async curves(ids, name, stretches) {
      const missing = ids.flatMap((id) => {
        const run = near.get(id);
        return run === undefined || run.held === name ? [] : [bring(id, run.metrics, name)];
      });
      await Promise.all(missing);
      const answer = await ask({ kind: 'curves', ids, name, stretches });
      if (!('set' in answer)) throw new Error('the metrics worker must answer with curves');
      return answer.set;
    },
  };

  async function follow(
    source: RunSource,
    pieces: AsyncIterable<Uint8Array>,
    name: string,
    told: (summary: MetricsSummary) => void,
  ) {
    try {
      for await (const piece of pieces) {
        const run = near.get(source.id);
        const summary =
          run === undefined
            ? await push(source.id, piece.slice(), false)
            : (await bring(source.id, run.metrics, run.held)).summary;
        told(summary);
      }
      // The file became shorter: the run was started again.
      if (!signal.aborted) await read(source, near.get(source.id)?.held ?? name, told);
    } catch (error) {
      // A run that can no longer be followed stays as it is: the server was stopped, or the page was left.
      if (!signal.aborted)
        console.warn(`metrics of ${source.id} are no longer followed: ${(error as Error).message}`);
    }
  }
}
