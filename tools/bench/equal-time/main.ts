import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UsageError, type BenchmarkOptions } from '../lib/benchmark.ts';
import { resumable } from '../lib/resumable.ts';
import { findPython } from '../peers/contestant.ts';
import { courses, type Course } from './courses.ts';
import { figure } from './figure.ts';
import { race, type Race } from './race.ts';
import { rowsOf } from './rows.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title =
  'Error after the same seconds of training: ours, and the published HGN and HGN++ in PyTorch';

const figures = new URL('../../../packages/model/docs/', import.meta.url);

/**
 * One row for everyone on every course and seed: `npm run bench -- equal-time [courses] [--seeds 3] [--seconds 60]
 * [--threads 2] [--clock processor] [--figures] [anew] [--json]`. `--clock processor` counts the time of all threads over their
 * number, for machines that do other work as well; `--figures` draws the curves into packages/model/docs.
 */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: '3' },
      seconds: { type: 'string' },
      threads: { type: 'string', default: '2' },
      clock: { type: 'string', default: 'wall' },
      figures: { type: 'boolean', default: false },
    },
  });
  const asked = positionals.filter((word) => word !== 'anew');
  const names = asked.length > 0 ? asked.map(requireCourse) : (Object.keys(courses) as Course[]);
  const { clock } = values;
  if (clock !== 'wall' && clock !== 'processor') {
    throw new UsageError(`equal-time: --clock must be wall or processor, but got '${clock}'`);
  }
  const torch = findPython('torch');
  if (torch === undefined) {
    throw new UsageError(
      'equal-time: no python3 has torch; pip install torch, and name that python in HGN_BENCH_PYTHON',
    );
  }
  const threads = Number(values.threads);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed);
  const races: Race[] = await resumable(
    'equal-time',
    names.flatMap((course) => {
      const seconds = values.seconds === undefined ? courses[course].seconds : Number(values.seconds);
      return seeds.map((seed) => ({
        name: `${course}-${seconds}s-${clock}-${threads}-seed-${seed}`,
        run: () => race(course, { seed, seconds, clock, threads, torch, log }),
      }));
    }),
    { args: positionals, log },
  );
  if (values.figures) {
    await mkdir(figures, { recursive: true });
    for (const course of names) {
      const own = races.filter((each) => each.course === course);
      await writeFile(new URL(`equal-time-${course}.svg`, figures), figure(course, own));
    }
  }
  return races.flatMap(rowsOf);
}

function requireCourse(name: string): Course {
  if (Object.hasOwn(courses, name)) return name as Course;
  throw new UsageError(
    `equal-time: there is no course '${name}'; there are ${Object.keys(courses).join(', ')}`,
  );
}
