import type { KnownTrial, TrialState } from '../experiment/state.ts';
import { count } from '../terminal/format.ts';
import { textTable } from '../terminal/table.ts';
import type { Sweep } from './load.ts';
import { isStoppedEarly, scoreOf } from './results.ts';
import type { Score } from './search/looks.ts';
import type { Point } from './search/points.ts';

/** A trial, how far it came and what it reached. */
export interface Ranked {
  readonly trial: string;
  /** `stopped` where a look let others go on. */
  readonly state: TrialState | 'stopped';
  readonly values: Point;
  /** Steps trained, of those it may have. */
  readonly steps: number;
  readonly of: number;
  readonly score: Score;
}

/** The trials of a sweep, those that came furthest first and among these the smallest score. */
export function bestOf(
  { points, objective }: Sweep,
  known: readonly KnownTrial[],
  looks: readonly (readonly number[])[],
): Ranked[] {
  const ranked = known.map(({ trial, state, record }, index): Ranked => {
    const isOurs = record !== null && record.configHash === trial.hash;
    return {
      trial: trial.id,
      state:
        state === 'finished' && isOurs && 'steps' in record && isShort(record, looks[index])
          ? 'stopped'
          : state,
      values: points.get(trial.model) ?? {},
      steps: isOurs && record.status === 'finished' ? record.steps : 0,
      of: looks[index].at(-1) ?? 0,
      score: isOurs ? scoreOf(record, objective) : null,
    };
  });
  const rank = ({ score }: Ranked): number => score ?? Infinity;
  return ranked.sort(
    (a, b) => b.steps / b.of - a.steps / a.of || rank(a) - rank(b) || (a.trial < b.trial ? -1 : 1),
  );
}

function isShort(
  { steps, progress }: { readonly steps: number; readonly progress: object },
  looks: readonly number[],
): boolean {
  return looks.includes(steps) && steps < (looks.at(-1) ?? 0) && !isStoppedEarly(progress);
}

/** What `--json` prints. */
export function sweepDocument({ experiment, search, objective }: Sweep, ranked: readonly Ranked[]): object {
  return {
    sweep: experiment.name,
    method: search?.method ?? 'grid',
    objective,
    counts: countsOf(ranked),
    steps: ranked.reduce((sum, { steps }) => sum + steps, 0),
    best: ranked[0]?.score === null ? null : (ranked[0] ?? null),
    trials: ranked,
  };
}

function countsOf(ranked: readonly Ranked[]): Partial<Record<Ranked['state'], number>> {
  const counts: Partial<Record<Ranked['state'], number>> = {};
  for (const { state } of ranked) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

const shownTrials = 10;

/** The ranking as a table, best first, and how many trials are in which state. */
export function describeSweep({ experiment, objective }: Sweep, ranked: readonly Ranked[]): string {
  const names = Object.keys(ranked[0]?.values ?? {});
  const rows = ranked
    .slice(0, shownTrials)
    .map(({ trial, state, values, steps, of, score }) => [
      trial,
      state,
      ...names.map((name) => String(values[name])),
      `${steps}/${of}`,
      score === null ? '–' : score.toPrecision(4),
    ]);
  const table = textTable(
    [
      { header: 'trial', align: 'left' },
      { header: 'state', align: 'left' },
      ...names.map((header) => ({ header, align: 'right' }) as const),
      { header: 'steps', align: 'right' },
      { header: objective, align: 'right' },
    ],
    rows,
  );
  const states = Object.entries(countsOf(ranked)).map(([state, n]) => `${n} ${state}`);
  const steps = ranked.reduce((sum, each) => sum + each.steps, 0);
  const rest =
    ranked.length > shownTrials ? `… and ${count(ranked.length - shownTrials, 'trial')} more\n` : '';
  return `${table}${rest}${experiment.name}: ${count(ranked.length, 'trial')}: ${states.join(', ')}; ${steps} steps in all\n`;
}
