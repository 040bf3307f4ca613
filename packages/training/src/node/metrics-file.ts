import { metricsLine, parseMetrics } from '../metrics/json-lines.ts';
import type { MetricsSink } from '../metrics/sink.ts';
import { machine, writeAtomic, type FileSystem } from './atomic.ts';

/**
 * Opens a file of one JSON object a line for appending, after dropping the lines of steps beyond `from`, which a run
 * that resumes there writes again, and a last line that a crash cut short.
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
  { from = 0, files = machine }: { from?: number; files?: FileSystem } = {},
): Promise<MetricsSink> {
  const text = await files.readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const kept = parseMetrics(text)
    .filter(({ step }) => step <= from)
    .map(metricsLine)
    .join('');
  if (kept !== text) await writeAtomic(path, kept, files);
  const file = await files.open(path, 'a');
  return {
    write: async (record) => {
      await file.appendFile(metricsLine(record));
    },
    close: () => file.close(),
  };
}
