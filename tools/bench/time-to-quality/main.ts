import { parseArgs } from 'node:util';
import { UsageError, type BenchmarkOptions } from '../lib/benchmark.ts';
import { resumable } from '../lib/resumable.ts';
import { race } from './race.ts';
import { goals } from './recipes.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title =
  'Seconds of training until films are foreseen so well, as presets are now and as they were';

/**
 * One row for each goal and seed: `npm run bench -- time-to-quality [goals] [--seeds 3] [--threads 2] [anew] [--json]`. `ratio` is
 * the seconds of now over those of before: a bound from above where before did not get there in all its steps, null where now
 * did not.
 */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { seeds: { type: 'string', default: '3' }, threads: { type: 'string', default: '2' } },
  });
  const asked = positionals.filter((word) => word !== 'anew');
  const names = asked.length > 0 ? asked : Object.keys(goals);
  for (const name of names) {
    if (!Object.hasOwn(goals, name)) {
      throw new UsageError(
        `time-to-quality: there is no goal '${name}'; there are ${Object.keys(goals).join(', ')}`,
      );
    }
  }
  const threads = Number(values.threads);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);
  return await resumable(
    'time-to-quality',
    names.flatMap((name) =>
      seeds.map((seed) => ({
        name: `${name}-${threads}-seed-${seed}`,
        run: async () => {
          const { before, now } = await race(goals[name], { seed, threads, log });
          return {
            goal: name,
            seed,
            before_s: before.seconds,
            before_steps: before.steps,
            before_times_below: before.timesBelow,
            now_s: now.seconds,
            now_steps: now.steps,
            ratio: now.seconds === null ? null : now.seconds / before.spent,
            bound: before.seconds === null ? 'at most' : 'equal',
          };
        },
      })),
    ),
    { args: positionals, log },
  );
}
