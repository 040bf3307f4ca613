import { MissingFileError, type RunSource } from '../sources/runSource.ts';
import type { CurveSet, MetricsAnswer, MetricsQuestion, MetricsSummary } from './protocol.ts';

/** Reads metrics of runs in a Worker, so that the page stays responsive. */
export interface MetricsClient {
  /**
   * Reads a run's metrics to their end and then follows them as they grow, until the client's signal aborts; tells what
   * is known after each piece. Resolves when what is there is read.
   */
  read(source: RunSource, told: (summary: MetricsSummary) => void): Promise<void>;
  /** One number of these runs. */
  curves(ids: readonly string[], name: string, stretches: number): Promise<CurveSet>;
}

type Asked = MetricsQuestion extends infer Question
  ? Question extends MetricsQuestion
    ? Omit<Question, 'number'>
    : never
  : never;

const file = 'metrics.jsonl';

/** Starts the worker; it ends with the signal. */
export function createMetricsClient(signal: AbortSignal): MetricsClient {
  const worker = new Worker(new URL('../workers/metrics.worker.ts', import.meta.url), {
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

  const read: MetricsClient['read'] = async (source, told) => {
    let bytes: Uint8Array;
    try {
      bytes = await source.read(file);
    } catch (error) {
      if (error instanceof MissingFileError) return;
      throw error;
    }
    const length = bytes.length;
    told(await push(source.id, bytes.slice(), true));
    if (source.follow !== undefined) void follow(source, source.follow(file, length, signal), told);
  };

  return {
    read,
    async curves(ids, name, stretches) {
      const answer = await ask({ kind: 'curves', ids, name, stretches });
      if (!('set' in answer)) throw new Error('the metrics worker must answer with curves');
      return answer.set;
    },
  };

  async function follow(
    source: RunSource,
    pieces: AsyncIterable<Uint8Array>,
    told: (summary: MetricsSummary) => void,
  ) {
    try {
      for await (const piece of pieces) told(await push(source.id, piece.slice(), false));
      // The file became shorter: the run was started again.
      if (!signal.aborted) await read(source, told);
    } catch (error) {
      // A run that can no longer be followed stays as it is: the server was stopped, or the page was left.
      if (!signal.aborted)
        console.warn(`metrics of ${source.id} are no longer followed: ${(error as Error).message}`);
    }
  }
}
