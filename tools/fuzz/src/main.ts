import { fork } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readCommandLine } from '@hgn/testing';
import { mutants } from './mutate.ts';
import { type Outcome, patience } from './outcome.ts';
import type { Target } from './target.ts';
import { seedOf, targets } from './targets.ts';

/** What the process of a reader tells of a file. */
export interface Report {
  readonly index: number;
  readonly outcome: Outcome;
  readonly message: string;
}

/** The part of the work that the process of a reader is given. */
export interface Work {
  readonly target: string;
  readonly seedFile: string;
  readonly seed: number;
  readonly count: number;
  readonly from: number;
}

const megabytes = 1024;

const usage = `npm run fuzz -- [--count 200] [--seed 1] [reader ...]

Mutated files for every reader, or those named, each in ${patience} s and ${megabytes} MB; says how many were read, refused,
or neither clearly. Exits with 1 when one was not refused clearly, read wrongly, or took too long.
Readers: ${targets.map(({ name }) => name).join(', ')}`;

/** Runs what the command line says; the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const line = readCommandLine(
    args,
    { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
    usage,
  );
  if ('status' in line) return line.status;
  const { values, positionals } = line;
  const [count, seed] = [Number(values.count), Number(values.seed)];
  const chosen =
    positionals.length === 0 ? targets : targets.filter(({ name }) => positionals.includes(name));
  if (!(count > 0) || !Number.isInteger(seed) || chosen.length === 0) {
    console.error(
      `fuzz: needs a --count above 0, a whole --seed, and readers of ${targets.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const all: Partial<Record<Outcome, number>> = {};
  let files = 0;
  for (const target of chosen) {
    const counts: Partial<Record<Outcome, number>> = {};
    for (const seedFile of target.seeds) {
      for (const report of await judged(target, seedFile, seed, count)) {
        counts[report.outcome] = (counts[report.outcome] ?? 0) + 1;
        all[report.outcome] = (all[report.outcome] ?? 0) + 1;
        files++;
        if (report.outcome !== 'read' && report.outcome !== 'refused')
          await tell(target, seedFile, seed, count, report);
      }
    }
    console.log(`${target.name}: ${words(counts)}`);
  }
  console.log(`fuzz: ${files} files: ${words(all)}`);
  return (all.unclear ?? 0) + (all.silent ?? 0) + (all.slow ?? 0) === 0 ? 0 : 1;
}

const words = (counts: Partial<Record<Outcome, number>>): string =>
  Object.entries(counts)
    .map(([outcome, n]) => `${n} ${outcome}`)
    .join(', ');

/** Judges the mutants of a file in a process of its own; one that hangs or dies is started again after the file at fault. */
async function judged(target: Target, seedFile: string, seed: number, count: number): Promise<Report[]> {
  const reports: Report[] = [];
  while (reports.length < count) {
    const program = fileURLToPath(new URL('child.ts', import.meta.url));
    const child = fork(program, [], {
      execArgv: [
        `--max-old-space-size=${megabytes}`,
        '--conditions=@hgn/source',
        '--import',
        import.meta.resolve('tsx'),
      ],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const work: Work = { target: target.name, seedFile, seed, count, from: reports.length };
    await new Promise<void>((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const fail = (message: string): void => {
        clearTimeout(timer);
        if (reports.length < count) reports.push({ index: reports.length, outcome: 'slow', message });
        resolve();
      };
      const watch = (): void => {
        clearTimeout(timer);
        // The first file also waits for the process itself, on machines that do other things as well.
        timer = setTimeout(
          () => child.kill('SIGKILL'),
          1000 * (reports.length === work.from ? 6 : 1.5) * patience,
        );
      };
      child.on('message', (report: Report) => {
        reports.push(report);
        if (reports.length === count) {
          clearTimeout(timer);
          child.removeAllListeners('exit');
          child.kill();
          resolve();
        } else watch();
      });
      child.on('exit', (code, signal) => fail(`the process ended with ${signal ?? code}`));
      child.send(work);
      watch();
    });
  }
  return reports;
}

/** Says what is wrong with a file, and keeps it to be looked at. */
async function tell(
  target: Target,
  seedFile: string,
  seed: number,
  count: number,
  report: Report,
): Promise<void> {
  const folder = new URL('../.found/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const name = `${target.name}-${seed}-${report.index}`;
  await writeFile(new URL(name, folder), mutants(await seedOf(seedFile), seed, count)[report.index]);
  console.log(
    `${target.name}: ${seedFile}, seed ${seed}, file ${report.index}: ${report.outcome}: ${report.message} (kept as ${name})`,
  );
}
