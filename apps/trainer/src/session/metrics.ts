import { readFile } from 'node:fs/promises';
import { parseMetrics } from '@hgn/training';
import type { StepMetrics } from './session.ts';

/** A logged step: how many steps were done, and what the last of them measured. */
export type LoggedStep = StepMetrics & { readonly step: number };

/**
 * Reads `metrics.jsonl`: the logged steps in order, none when there is no such file.
 *
 * @throws CorruptMetricsError naming the first line that is no record
 */
export async function readMetrics(path: string): Promise<LoggedStep[]> {
  try {
    return parseMetrics(await readFile(path, 'utf8')) as LoggedStep[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
