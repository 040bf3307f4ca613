import type { Sequences } from '@hgn/model';
import type { MetricsSink } from '@hgn/training';
import type { RunConfig } from '../../config/schema.ts';
import { evaluationDocument } from '../../report/summary.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { judge } from '../judging/judge.ts';
import { evaluationKind } from './evaluationKind.ts';

/**
 * Evaluation during training: measures a moment on validation trajectories, writes every number of it as a record of
 * the kind `evaluation`, and gives the forward error, by which the best checkpoint is chosen.
 *
 * @param dt time step of the training data
 */
export function validation(
  config: RunConfig,
  sequences: Sequences,
  dt: number,
  metrics: Pick<MetricsSink, 'write'>,
): (moment: Checkpoint) => Promise<number> {
  return async (moment) => {
    const { evaluation } = await judge(config, moment, sequences, { dt, thorough: false });
    await metrics.write(
      { step: moment.step, ...flatNumbers(evaluationDocument(evaluation)) },
      evaluationKind,
    );
    return evaluation.mse;
  };
}

/** The numbers of a nested document by their paths, `baselines.lastFrame`; lists and texts are left out. */
export function flatNumbers(document: object, prefix = ''): Record<string, number> {
  const flat: Record<string, number> = {};
  for (const [name, value] of Object.entries(document) as [string, unknown][]) {
    if (typeof value === 'number') flat[prefix + name] = value;
    else if (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      !ArrayBuffer.isView(value)
    ) {
      Object.assign(flat, flatNumbers(value, `${prefix}${name}.`));
    }
  }
  return flat;
}
