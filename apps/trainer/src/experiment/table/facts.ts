import type { KnownTrial } from '../state.ts';
import { count, duration } from '../../terminal/format.ts';

/** Sentences on how the numbers came about: how many trials, how long, on what. */
export function facts(trials: readonly KnownTrial[]): string[] {
  const finished = trials.flatMap(({ state, record }) =>
    state === 'finished' && record?.status === 'finished' ? [record] : [],
  );
  if (finished.length === 0) return [`None of ${count(trials.length, 'trial')} is recorded yet.`];
  const seconds = finished.reduce(
    (sum, { timings }) => sum + timings.trainingSeconds + timings.evaluationSeconds,
    0,
  );
  const machines = new Set(
    finished.map(
      ({ machine: { cores, platform, architecture, node }, engine }) =>
        `${count(cores, 'core')}, ${platform} ${architecture}, Node ${node.replace(/\..*/, '')}, engine ${engine}`,
    ),
  );
  const outdated = trials.filter(({ state }) => state === 'outdated').length;
  return [
    `${finished.length} of ${count(trials.length, 'trial')}, ${duration(seconds)} in all (${[...machines].sort().join('; ')}).`,
    'Mean ± standard deviation over seeds; a dash where nothing was measured; “times below” the better of two baselines, the last frame seen and the mean frame.',
    ...(outdated === 0
      ? []
      : [
          `${count(outdated, 'trial')} of another configuration ${outdated === 1 ? 'is' : 'are'} left out; run the experiment again.`,
        ]),
  ];
}

/** Trials that have no results, and why. */
export function troubles(trials: readonly KnownTrial[]): string[] {
  return trials.flatMap(({ trial, state, record }) =>
    (state === 'diverged' || state === 'failed') && record !== null && record.status !== 'finished'
      ? [`${trial.id} ${state}: ${record.message}`]
      : [],
  );
}
