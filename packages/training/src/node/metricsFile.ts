import { requireOptions } from '@hgn/options';
import { metricsLine, parseMetrics } from '../metrics/jsonLines.ts';
import type { MetricsSink } from '../metrics/sink.ts';
import { machine, writeAtomic, type FileSystem } from './atomic.ts';

/**
 * Opens a file of one JSON object a line for appending, after dropping the lines of steps beyond `from`, which a run
 * that resumes there writes again, and a last line that a crash cut short. A record with a kind has it as `kind`.
 *
 * @param options `from`, the steps done (default 0: all earlier lines go)
 * @throws CorruptMetricsError if a line before the last is no record; the file system's errors.
 * @example
 * const metrics = await metricsFile('metrics.jsonl', { from: 1000 });
 * await metrics.write({ step: 1010, loss: 0.02 });
 * await metrics.close();
 */
export async function metricsFile(
  path: string,
  options: { from?: number; files?: FileSystem } = {},
): Promise<MetricsSink> {
  requireOptions('metricsFile', options, { from: true, files: true });
  const { from = 0, files = machine } = options;
  await keepUpTo(path, from, files);
  let file = await files.open(path, 'a');
  return {
    write: async ({ step, ...numbers }, kind) => {
      const line = kind === undefined ? { step, ...numbers } : { step, kind, ...numbers };
      await file.appendFile(metricsLine(line));
    },
    rewind: async (step) => {
      await file.close();
      await keepUpTo(path, step, files);
      file = await files.open(path, 'a');
    },
    close: () => file.close(),
  };
}

/** Drops the lines of steps beyond `from`, and a last one that is not whole. */
async function keepUpTo(path: string, from: number, files: FileSystem): Promise<void> {
  const text = await files.readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const kept = parseMetrics(text)
    .filter(({ step }) => step <= from)
    .map(metricsLine)
    .join('');
  if (kept !== text) await writeAtomic(path, kept, files);
}
