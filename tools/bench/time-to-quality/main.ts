import { parseArgs } from 'node:util';
import { UsageError, type BenchmarkOptions } from '../lib/benchmark.ts';
import { race } from './race.ts';
import { goals } from './recipes.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title =
  'Seconds of training until films are foreseen so well, as presets are now and as they were';

/**
 * One row for each goal and seed: `npm run bench -- time-to-quality [goals] [--seeds 3] [--threads 2] [--json]`. `ratio` is
 * the seconds of now over those of before; null where one of them did not get there.
 */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { seeds: { type: 'string', default: '3' }, threads: { type: 'string', default: '2' } },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(goals);
  const rows: object[] = [];
  for (const name of names) {
    if (!Object.hasOwn(goals, name)) {
      throw new UsageError(
        `time-to-quality: there is no goal '${name}'; there are ${Object.keys(goals).join(', ')}`,
      );
    }
    const goal = goals[name];
    for (let seed = 0; seed < Number(values.seeds); seed++) {
      log(`${name}, seed ${seed}: before and now`);
      const { before, now } = await race(goal, { seed, threads: Number(values.threads), log });
      rows.push({
        goal: name,
        seed,
        before_s: before.seconds,
        before_steps: before.steps,
        now_s: now.seconds,
        now_steps: now.steps,
        ratio: before.seconds === null || now.seconds === null ? null : now.seconds / before.seconds,
      });
    }
  }
  return rows;
}
