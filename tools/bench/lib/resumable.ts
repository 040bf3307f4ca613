import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchmarkOptions } from './benchmark.ts';

/** One trial of a long benchmark. */
interface Trial<Row> {
  /** What it measures, in words that name a file: letters, digits, dots and dashes. */
  readonly name: string;
  readonly run: () => Promise<Row>;
}

interface Kept<Row> {
  readonly row: Row;
  readonly revision: string;
  readonly at: string;
}

/** Where rows of trials are kept until they are measured anew. */
const keptFolder = fileURLToPath(new URL('../../../node_modules/.cache/hgn-bench', import.meta.url));

/** The word that makes a benchmark measure all trials anew. */
const anew = 'anew';

/**
 * Runs trials one after the other and keeps each row as soon as it is there, so that a benchmark of hours that was ended goes
 * on where it was. A row that was kept is said to be, with the revision and the day that it is from; `anew` among the
 * arguments measures it again.
 *
 * @param folder where rows are kept; below `node_modules/.cache` unless told
 */
export async function resumable<Row>(
  benchmark: string,
  trials: readonly Trial<Row>[],
  { log, args }: Pick<BenchmarkOptions, 'log' | 'args'>,
  folder = keptFolder,
): Promise<Row[]> {
  const rows: Row[] = [];
  await mkdir(join(folder, benchmark), { recursive: true });
  for (const [i, { name, run }] of trials.entries()) {
    if (!/^[\w.-]+$/.test(name))
      throw new RangeError(`resumable: names must be of letters, digits, dots and dashes, but got ${name}`);
    const file = join(folder, benchmark, `${name}.json`);
    const kept = args.includes(anew) ? undefined : await readKept<Row>(file);
    const count = `${benchmark} ${i + 1}/${trials.length} ${name}`;
    if (kept !== undefined) {
      log(`${count}: kept from ${kept.at}, revision ${kept.revision}; "${anew}" measures it again`);
      rows.push(kept.row);
      continue;
    }
    log(`${count}: begins ${new Date().toISOString().slice(11, 16)} UTC`);
    const row = await run();
    const entry: Kept<Row> = { row, revision: revision(), at: new Date().toISOString().slice(0, 16) };
    await writeFile(`${file}.new`, `${JSON.stringify(entry)}\n`);
    await rename(`${file}.new`, file);
    log(`${count}: ${JSON.stringify(row)}`);
    rows.push(row);
  }
  return rows;
}

async function readKept<Row>(file: string): Promise<Kept<Row> | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(text) as Kept<Row>;
}

/** The commit that is checked out, with a plus where files differ from it. */
function revision(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
}
