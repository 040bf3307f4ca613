import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { SweepOptions } from './options.ts';
import { CommandError, describeError, InterruptedError } from '../errors.ts';
import { clearRecords } from '../experiment/trials/leftovers.ts';
import { planTrials, type Trial } from '../experiment/plan.ts';
import { lookUp } from '../experiment/state.ts';
import { writeTables } from '../experiment/table/writeTables.ts';
import type { Io } from '../io.ts';
import { asOnlyWriter } from '../runs/lock/writer.ts';
import { count } from '../terminal/format.ts';
import { type Executor, localExecutor } from './executor.ts';
import { loadSweep, type Sweep } from './load.ts';
import { knownScores, lookFile, recordLeg, scoreOf } from './results.ts';
import { type Leg, looksOf, type Schedule, scheduleOf, type Score } from './search/looks.ts';
import { bestOf, describeSweep, sweepDocument } from './summary.ts';

/** Runs `hgn sweep`: every leg of the search that is not recorded yet, then tables and ranking. */
export async function runSweep(file: string, options: SweepOptions, io: Io): Promise<void> {
  const sweep = await loadSweep(file, io);
  const trials = planTrials(sweep.experiment, io);
  if (options.dryRun === true) {
    await show(sweep, trials, options, io);
    return;
  }
  const { name } = sweep.experiment;
  const failed = await asOnlyWriter({ shown: `runs/${name}`, command: 'hgn sweep' }, io, async (writer) => {
    const looks = looksOfAll(sweep, trials);
    const files = trials.flatMap((trial, index) => looks[index].map((steps) => lookFile(trial, steps)));
    await clearRecords(sweep.experiment, files);
    if (options.force === true) await forget(sweep, trials, io);
    const executor =
      options.queue === undefined
        ? localExecutor(options.jobs, writer.io)
        : await (
            await import('./queue/controller.ts')
          ).queueExecutor(name, { address: options.queue, force: options.force ?? false }, writer.io);
    try {
      return await runLegs(sweep, trials, executor, options, writer.io);
    } finally {
      await executor.close();
    }
  });
  const known = await lookUp(sweep.experiment, trials, io);
  const tables = await writeTables(sweep.experiment, known, io);
  await show(sweep, trials, options, io, Object.values(tables));
  if (failed.length === 0) return;
  throw new CommandError(
    `${count(failed.length, 'trial')} failed (${failed.slice(0, 5).join(', ')}${failed.length > 5 ? ', …' : ''}): see their records in ${relative(io.cwd, sweep.experiment.trialFolder)}; the same command tries them again`,
  );
}

/** Where the run of a trial lies, from the working folder. */
export const runOf = ({ experiment }: Sweep, { id }: Trial): string =>
  join('runs', experiment.name, id.replaceAll('/', '--'));

/** The looks of every trial. */
export const looksOfAll = ({ search }: Sweep, trials: readonly Trial[]): number[][] =>
  trials.map(({ config }) => looksOf(search, config.training.steps));

/** Runs what the schedule says, as much at a time as the executor takes; gives the names of trials that failed. */
async function runLegs(
  sweep: Sweep,
  trials: readonly Trial[],
  executor: Executor,
  { discardRuns = false }: Pick<SweepOptions, 'discardRuns'>,
  io: Io,
): Promise<string[]> {
  const looks = looksOfAll(sweep, trials);
  const schedule = scheduleOf(sweep.search, looks, await knownScores(trials, looks, sweep.objective));
  const failed: string[] = [];
  let recorded = 0;
  const run = async (leg: Leg): Promise<void> => {
    const trial = trials[leg.trial];
    const isLast = leg.steps === trial.config.training.steps;
    const task = { config: trial.config, run: runOf(sweep, trial), ...(isLast ? {} : { until: leg.steps }) };
    const id = isLast ? trial.id : `${trial.id}@${leg.steps}`;
    io.stderr.write(`${id}: begins\n`);
    const outcome = await executor.run({ id, task, urgency: leg.look });
    await recordLeg(sweep.experiment.name, trial, leg, outcome);
    recorded++;
    const score = scoreOf(outcome, sweep.objective);
    io.stderr.write(
      `${id}: ${outcome.status === 'finished' ? scoreText(sweep, score) : `${outcome.status}: ${outcome.message}`}\n`,
    );
    if (outcome.status === 'failed') failed.push(trial.id);
    else if (discardRuns && isLast) await rm(resolve(io.cwd, task.run), { recursive: true, force: true });
    schedule.tell(leg, score);
  };
  await atMost(executor.width, schedule, run, io).catch((error: unknown) => {
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(
      `stopped; ${count(recorded, 'result')} recorded, and what was running goes on where it is with the same command: hgn sweep ${sweep.experiment.shown}`,
    );
  });
  return failed;
}

const scoreText = ({ objective }: Sweep, score: Score): string =>
  score === null ? `has no ${objective}` : `${objective} ${score.toPrecision(4)}`;

/** Keeps `width` legs of a schedule running until it is done; after an error no more begin, and those at hand end first. */
async function atMost(
  width: number,
  schedule: Schedule,
  run: (leg: Leg) => Promise<void>,
  io: Io,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  for (;;) {
    const mayBegin = running.size < width && errors.length === 0 && !io.signal.aborted;
    const next = mayBegin ? schedule.next() : 'wait';
    if (next === 'done') break;
    if (next === 'wait') {
      if (running.size === 0) break;
      await Promise.race(running);
      continue;
    }
    const leg = run(next)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => running.delete(leg));
    running.add(leg);
  }
  await Promise.all(running);
  const [error] = errors.filter((each) => !(each instanceof InterruptedError));
  if (error !== undefined) throw error instanceof Error ? error : new Error(describeError(error));
  if (io.signal.aborted || errors.length > 0) throw new InterruptedError('stopped');
}

/** Removes the records and runs of a sweep, so that all of it runs again. */
async function forget(sweep: Sweep, trials: readonly Trial[], io: Pick<Io, 'cwd'>): Promise<void> {
  const looks = looksOfAll(sweep, trials);
  for (const [index, trial] of trials.entries()) {
    for (const steps of looks[index]) await rm(lookFile(trial, steps), { force: true });
    await rm(trial.file, { force: true });
    await rm(resolve(io.cwd, runOf(sweep, trial)), { recursive: true, force: true });
  }
}

async function show(
  sweep: Sweep,
  trials: readonly Trial[],
  { json = false }: Pick<SweepOptions, 'json'>,
  io: Io,
  tables: readonly string[] = [],
): Promise<void> {
  const known = await lookUp(sweep.experiment, trials, io);
  const ranked = bestOf(sweep, known, looksOfAll(sweep, trials));
  if (json) io.stdout.write(`${JSON.stringify({ ...sweepDocument(sweep, ranked), tables })}\n`);
  else
    io.stdout.write(
      `${describeSweep(sweep, ranked)}${tables.length === 0 ? '' : `tables: ${tables.join(', ')}\n`}`,
    );
}
