import { readFileSync } from 'node:fs';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { writeReport, type Row } from './report.ts';
import { roundOff } from './roundOff.ts';
import { solveCost } from './solveCost.ts';
import { speed } from './speed.ts';
import { workPrecision } from './workPrecision.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title =
  'Leapfrog beside C, solve beside a plain loop, error against time beside SciPy, diffrax, heyoka and REBOUND, round-off';

/**
 * All parts, or the one that the arguments name: `speed [rounds]`, `solve`, `work-precision [problem…]`,
 * `round-off [steps]`. `--write` puts what was measured into BENCHMARKS.md and the charts of the guide; `--from FILE` takes
 * the rows that a run with `--json` gave, and measures nothing.
 */
export async function run({ args, json, log }: BenchmarkOptions): Promise<object[]> {
  const from = args.indexOf('--from');
  const rows =
    from >= 0
      ? (JSON.parse(readFileSync(args[from + 1], 'utf8')) as Row[])
      : await measured(
          args.filter((word) => word !== '--write'),
          log,
        );
  if (args.includes('--write')) await writeReport(rows);
  // A table has no room for them.
  return json ? rows : rows.map((row) => ({ ...row, ...('points' in row && { points: row.points.length }) }));
}

async function measured([part, ...rest]: readonly string[], log: (line: string) => void): Promise<Row[]> {
  if (part === 'speed') return speed(log, Number(rest[0] ?? 7));
  if (part === 'solve') return solveCost(log);
  if (part === 'work-precision') return workPrecision(log, rest);
  if (part === 'round-off') return roundOff(log, Number(rest[0] ?? 1e8));
  return [
    ...(await speed(log, Number(part ?? 7))),
    ...(await solveCost(log)),
    ...(await workPrecision(log)),
    ...roundOff(log, 1e8),
  ];
}
