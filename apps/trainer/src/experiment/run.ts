import { relative } from 'node:path';
import type { ExperimentOptions } from './options.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { asOnlyWriter } from '../runs/lock/writer.ts';
import { count, duration } from '../terminal/format.ts';
import { textTable } from '../terminal/table.ts';
import { secondsLeft } from './trials/estimate.ts';
import { clearRecords } from './trials/leftovers.ts';
import { loadExperiment, type Experiment } from './load.ts';
import { planTrials } from './plan.ts';
import { runTrials } from './trials/runTrials.ts';
import { isDone, lookUp, type KnownTrial, type TrialState } from './state.ts';
import { writeTables, type TablePaths } from './table/writeTables.ts';

/** Runs `hgn experiment`: every trial that is not done, then the tables. */
export async function runExperiment(file: string, options: ExperimentOptions, io: Io): Promise<void> {
  const experiment = await loadExperiment(file, io);
  const trials = await lookUp(experiment, planTrials(experiment, io), io);
  const selected = select(trials, options);
  if (options.dryRun === true) {
    showPlan(experiment, trials, selected, options, io);
    return;
  }
  const todo = selected.filter((trial) => options.force === true || !isDone(trial));
  const chosen = todo.slice(0, options.limit ?? todo.length);
  io.stderr.write(`${experiment.name}: ${summary(selected)}; ${count(chosen.length, 'trial')} to run\n`);
  const failed = await asOnlyWriter(
    { shown: `runs/${experiment.name}`, command: 'hgn experiment' },
    io,
    async (writer) => {
      await clearRecords(
        experiment,
        trials.map(({ trial }) => trial.file),
      );
      return runTrials(experiment, trials, chosen, options, writer.io);
    },
  );

  const after = await lookUp(experiment, planTrials(experiment, io), io);
  const tables = await writeTables(experiment, after, io);
  report(experiment, after, tables, options, io);
  if (failed.length > 0) {
    throw new CommandError(
      `${count(failed.length, 'trial')} failed (${failed.join(', ')}): see their records in ${relative(io.cwd, experiment.trialFolder)}; the same command tries them again`,
    );
  }
}

/** The trials whose names hold one of the `--only`, in which `*` stands for anything; all without any. */
function select(trials: readonly KnownTrial[], { only = [] }: ExperimentOptions): KnownTrial[] {
  const patterns = only.map(
    (text) => new RegExp(text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'), 'i'),
  );
  const selected = trials.filter(
    ({ trial }) => patterns.length === 0 || patterns.some((pattern) => pattern.test(trial.id)),
  );
  if (selected.length > 0) return selected;
  throw new CommandError(
    `--only ${only.join(' --only ')}: no trial is called so; their names are like ${trials[0]?.trial.id ?? ''}, and --dry-run lists them`,
  );
}

const stateOrder: readonly TrialState[] = [
  'finished',
  'diverged',
  'failed',
  'outdated',
  'started',
  'pending',
];

function countStates(trials: readonly KnownTrial[]): Partial<Record<TrialState, number>> {
  const counts: Partial<Record<TrialState, number>> = {};
  for (const state of stateOrder) {
    const { length } = trials.filter((trial) => trial.state === state);
    if (length > 0) counts[state] = length;
  }
  return counts;
}

/** `84 trials: 3 finished, 81 pending`. */
function summary(trials: readonly KnownTrial[]): string {
  const counts = Object.entries(countStates(trials)).map(([state, n]) => `${n} ${state}`);
  return `${count(trials.length, 'trial')}: ${counts.join(', ')}`;
}

function showPlan(
  experiment: Experiment,
  all: readonly KnownTrial[],
  selected: readonly KnownTrial[],
  { json, limit }: ExperimentOptions,
  io: Io,
): void {
  const todo = selected.filter((trial) => !isDone(trial));
  const left = todo.length === 0 ? undefined : secondsLeft(all, todo.slice(0, limit ?? todo.length));
  if (json === true) {
    const document = {
      experiment: experiment.name,
      counts: countStates(selected),
      ...(left === undefined ? {} : { secondsLeft: Math.round(left) }),
      trials: selected.map((known) => described(known, io)),
    };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  const table = textTable(
    [
      { header: 'trial', align: 'left' },
      { header: 'state', align: 'left' },
      { header: 'steps', align: 'right' },
      { header: 'configuration', align: 'left' },
    ],
    selected.map(({ trial, state }) => [trial.id, state, String(trial.config.training.steps), trial.hash]),
  );
  const rest = left === undefined ? '' : `; about ${duration(left)} left`;
  io.stdout.write(`${table}\n${summary(selected)}${rest}\n`);
}

const described = ({ trial, state, record, run }: KnownTrial, { cwd }: Pick<Io, 'cwd'>): object => ({
  trial: trial.id,
  state,
  configHash: trial.hash,
  file: relative(cwd, trial.file),
  run,
  ...(record === null || record.status === 'finished' ? {} : { message: record.message }),
});

function report(
  experiment: Experiment,
  trials: readonly KnownTrial[],
  tables: TablePaths,
  { json }: ExperimentOptions,
  io: Io,
): void {
  if (json === true) {
    const document = {
      experiment: experiment.name,
      counts: countStates(trials),
      trials: trials.map((known) => described(known, io)),
      tables,
    };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  io.stdout.write(`${summary(trials)}\ntables: ${Object.values(tables).join(', ')}\n`);
}
