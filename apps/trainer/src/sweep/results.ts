import { basename, dirname, join } from 'node:path';
import type { Trial } from '../experiment/plan.ts';
import {
  readTrialRecord,
  type TrialOutcome,
  type TrialRecord,
  writeTrialRecord,
} from '../experiment/trials/record.ts';
import { valueOf } from '../experiment/table/aggregate.ts';
import { type Leg, legKey, type Score } from './search/looks.ts';

/** The record of a trial's look; that of its last one is the trial's own. */
export function lookFile({ file, config }: Trial, steps: number): string {
  if (steps >= config.training.steps) return file;
  return join(dirname(file), 'looks', `${basename(file, '.json')}--step-${steps}.json`);
}

/** The number that is to be small; null where there is none. */
export function scoreOf(outcome: object & { readonly status: string }, objective: string): Score {
  return outcome.status === 'finished' ? valueOf(outcome, { label: objective, value: objective }) : null;
}

/** The scores of all looks that are recorded for these configurations; what failed otherwise than by its numbers runs again. */
export async function knownScores(
  trials: readonly Trial[],
  looks: readonly (readonly number[])[],
  objective: string,
): Promise<Map<string, Score>> {
  const known = new Map<string, Score>();
  for (let trial = 0; trial < trials.length; trial++) {
    for (const steps of looks[trial]) {
      const record = await readLook(trials[trial], steps);
      if (record !== null && record.status !== 'failed')
        known.set(legKey({ trial, steps }), scoreOf(record, objective));
    }
  }
  return known;
}

async function readLook(trial: Trial, steps: number): Promise<TrialRecord | null> {
  const record = await readTrialRecord(lookFile(trial, steps));
  if (record?.configHash !== trial.hash) return null;
  // The trial's own record is that of its latest look.
  return record.status === 'finished' && record.steps < steps && !isStoppedEarly(record.progress)
    ? null
    : record;
}

/** Whether evaluations no longer improved, so that fewer steps than asked for are all. */
export const isStoppedEarly = (progress: object): boolean =>
  'stoppedEarly' in progress && progress.stoppedEarly === true;

/** Records what came of a leg, once: as that look's, and as the trial's own. */
export async function recordLeg(
  experiment: string,
  trial: Trial,
  { steps }: Pick<Leg, 'steps'>,
  outcome: TrialOutcome,
): Promise<void> {
  const file = lookFile(trial, steps);
  await writeTrialRecord(experiment, { ...trial, file }, outcome);
  if (file !== trial.file) await writeTrialRecord(experiment, trial, outcome);
}
