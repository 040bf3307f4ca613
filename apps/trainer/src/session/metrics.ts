import { open, readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../runs/writeFile.ts';
import type { StepMetrics } from './session.ts';

/** Reads `metrics.jsonl`: the logged steps in order; a last line that a crash cut short is left out. */
export async function readMetrics(path: string): Promise<StepMetrics[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n');
  // Complete lines end in a newline, so whatever follows the last one is unfinished.
  return lines
    .slice(0, -1)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StepMetrics);
}

/** Appends logged steps to `metrics.jsonl`. */
export interface MetricsWriter {
  append(metrics: StepMetrics): Promise<void>;
  close(): Promise<void>;
}

/** Opens `metrics.jsonl` to go on after `step`: lines of later steps, which a resumed training repeats, are dropped. */
export async function openMetrics(path: string, step: number): Promise<MetricsWriter> {
  const kept = (await readMetrics(path)).filter((metrics) => metrics.step <= step);
  await writeFileAtomic(path, kept.map((metrics) => `${JSON.stringify(metrics)}\n`).join(''));
  const file = await open(path, 'a');
  return {
    append: async (metrics) => {
      await file.appendFile(`${JSON.stringify(metrics)}\n`);
    },
    close: () => file.close(),
  };
}
