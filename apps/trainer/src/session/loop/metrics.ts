import { readFile } from 'node:fs/promises';
import { parseMetrics } from '@hgn/training';
import type { StepMetrics } from './session.ts';
import { evaluationKind } from './evaluationKind.ts';

/** A logged step: how many steps were done, and what the last of them measured. */
export type LoggedStep = StepMetrics & { readonly step: number };

/** An evaluation during training: numbers by path, such as `baselines.meanFrame`. */
export type LoggedEvaluation = { readonly step: number } & Readonly<Record<string, number | null>>;

/** What `metrics.jsonl` holds, in order. */
export interface LoggedMetrics {
  readonly steps: readonly LoggedStep[];
  readonly evaluations: readonly LoggedEvaluation[];
}

/**
 * Reads `metrics.jsonl`; a file that is not there holds nothing.
 *
 * @throws CorruptMetricsError naming the first line that is no record
 */
export async function readMetrics(path: string): Promise<LoggedMetrics> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const lines = parseMetrics(text);
  const ofKind = (wanted: string | undefined): unknown => lines.filter(({ kind }) => kind === wanted);
  return {
    steps: ofKind(undefined) as LoggedStep[],
    evaluations: ofKind(evaluationKind) as LoggedEvaluation[],
  };
}
