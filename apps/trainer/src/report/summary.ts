import type { Evaluation } from '@hgn/model';
import { short, times } from '../terminal/format.ts';
import { textTable } from '../terminal/table.ts';

/** The four tasks in the order and words of every table and figure. */
export const taskLabels = {
  forward: 'forward',
  backward: 'backward in time',
  doubleSpeed: 'double speed',
  halfSpeed: 'half speed',
} as const;

/** Name of a task. */
export type TaskName = keyof typeof taskLabels;

/** The tasks in order. */
export const taskNames = Object.keys(taskLabels) as readonly TaskName[];

/** One row per task: errors of the model and of both baselines on the same frames. */
export interface SummaryRow {
  readonly task: TaskName;
  readonly mse: number;
  readonly lastFrame: number;
  readonly meanFrame: number;
  /** How many times the model is below the better baseline. */
  readonly timesBelowBaseline: number;
}

/** The numbers that tables show. */
export function summaryRows({ tasks }: Pick<Evaluation, 'tasks'>): SummaryRow[] {
  return taskNames.map((task) => {
    const { mse, baselines, timesBelowBaseline } = tasks[task];
    return { task, mse, ...baselines, timesBelowBaseline };
  });
}

/** The table that ends `hgn train`, `hgn quickstart` and `hgn evaluate`. */
export function summaryTable(evaluation: Pick<Evaluation, 'tasks' | 'energyDrift'>): string {
  const table = textTable(
    [
      { header: 'rollout', align: 'left' },
      { header: 'pixel MSE', align: 'right' },
      { header: 'repeat last frame', align: 'right' },
      { header: 'mean frame', align: 'right' },
      { header: 'below the better', align: 'right' },
    ],
    summaryRows(evaluation).map((row) => [
      taskLabels[row.task],
      short(row.mse),
      short(row.lastFrame),
      short(row.meanFrame),
      times(row.timesBelowBaseline),
    ]),
  );
  const { energyDrift } = evaluation;
  return energyDrift === null ? `${table}\n` : `${table}\n${driftSentence(energyDrift)}\n`;
}

/** How well the learnt energy is conserved, in words. */
export function driftSentence(energyDrift: number): string {
  return `The learnt energy drifts by ${short(100 * energyDrift)} % of its spread over trajectories.`;
}

/** What `hgn evaluate --json` prints. */
export function evaluationDocument(evaluation: Evaluation): object {
  const { mse, baselines, backwardMse, doubleSpeedMse, halfSpeedMse, energyDrift } = evaluation;
  const { lastFrame, meanFrame } = baselines;
  return { mse, baselines: { lastFrame, meanFrame }, backwardMse, doubleSpeedMse, halfSpeedMse, energyDrift };
}
