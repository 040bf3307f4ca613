import type { KnownTrial } from '../state.ts';

/**
 * Seconds that the trials still to do will take, or undefined while none is recorded: as long as the recorded ones of the
 * same model and system, else of the same model, else all, per step.
 */
export function secondsLeft(all: readonly KnownTrial[], left: readonly KnownTrial[]): number | undefined {
  const known = all.flatMap(({ trial, record }) => {
    if (record?.status !== 'finished') return [];
    const { trainingSeconds, evaluationSeconds } = record.timings;
    const perStep = (trainingSeconds + evaluationSeconds) / record.steps;
    return [{ system: trial.system, model: trial.model, perStep }];
  });
  if (known.length === 0) return undefined;
  return left.reduce((sum, { trial }) => {
    const sameModel = known.filter(({ model }) => model === trial.model);
    const same = sameModel.filter(({ system }) => system === trial.system);
    const like = [same, sameModel, known].find(({ length }) => length > 0) ?? known;
    const perStep = like.reduce((total, each) => total + each.perStep, 0) / like.length;
    return sum + perStep * trial.config.training.steps;
  }, 0);
}
