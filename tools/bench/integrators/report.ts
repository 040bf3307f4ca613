import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { formatted } from '@hgn/testing/formatted';
import { describeMachine } from '../lib/machine.ts';
import { measuredCharts } from './guide/measuredCharts.ts';
import type { ReturnRow, RoundOffRow } from './roundOff.ts';
import type { SolveCostRow } from './solveCost.ts';
import type { SpeedRow } from './speed.ts';
import type { WorkPrecisionRow } from './workPrecision.ts';

/** What this benchmark measures. */
export type Row = SpeedRow | SolveCostRow | WorkPrecisionRow | RoundOffRow | ReturnRow;

const folder = new URL('../../../packages/integrators/', import.meta.url);

/** What the problems are called in tables and charts. */
export const titles: Readonly<Record<string, string>> = {
  kepler: 'Kepler, e = 0.9, 20 periods',
  henonHeiles: 'Hénon-Heiles, T = 1000',
  outerPlanets: 'outer planets, 1000 years',
  figureEight: 'figure-eight, T = 100',
  drivenPendulum: 'driven pendulum, T = 200',
};
const systems: Readonly<Record<string, string>> = {
  pendulumFormula: 'pendulum as a formula (`hamiltonian`)',
  pendulumFormulaKept: 'the same, every state kept (`saveEvery: 1`)',
  threeBody: 'three bodies in the plane',
  ensemble: '10 000 pendula (`integrateEnsemble`), one of them one step',
  batched: 'the same by `batched`, gradients of your own',
  pendulum: 'pendulum, gradients of your own',
  pendulumKept: 'the same, every state kept',
  pendulumByHand: 'the same gradients in a loop by hand',
  pendulumInRegisters: 'a loop by hand without arrays and gradients',
};

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const three = (x: number | null) => (x === null ? '–' : String(Number(x.toPrecision(3))));

function speedTable(rows: readonly SpeedRow[]): string {
  const made = new Map(rows.map((row) => [row.name.replace('leapfrog ', ''), row]));
  const ns = (ms: number | null, name: string, steps: number) =>
    three(ms === null ? null : (ms * 1e6) / steps / (name === 'ensemble' || name === 'batched' ? 10_000 : 1));
  return table(
    ['system', 'ours, ns per step', 'C, ns per step', 'ratio'],
    Object.keys(systems).flatMap((name) => {
      const row = made.get(name);
      if (row === undefined) return [];
      const { ours_ms, peer_ms, steps, ratio } = row;
      return [[systems[name], ns(ours_ms, name, steps), ns(peer_ms, name, steps), ratio?.toFixed(2) ?? '–']];
    }),
  );
}

const solveTable = (rows: readonly SolveCostRow[]): string =>
  table(
    ['problem', 'kept', 'steps', 'ours, µs per step', 'plain loop, µs per step', 'ratio'],
    rows.map((row) => [
      titles[row.problem],
      row.keep,
      row.steps,
      row.ours_us_per_step,
      row.plain_us_per_step,
      row.times_plain.toFixed(2),
    ]),
  );

/** Whose a method is. */
const peers = ['heyoka', 'diffrax', 'scipy', 'rebound'];
const isOurs = ({ method }: WorkPrecisionRow) => !peers.some((name) => method.startsWith(name));
const adaptive = ['taylor', 'dormandPrince853', 'tsitouras54', 'dormandPrince54'];

function workPrecisionTable(rows: readonly WorkPrecisionRow[]): string {
  const best = (list: readonly WorkPrecisionRow[], key: 'ms_1e4' | 'ms_1e8' | 'ms_1e11') =>
    list
      .filter((row) => row[key] !== null)
      .sort((a, b) => Number(a[key]) - Number(b[key]))
      .map((row) => ({ ms: Number(row[key]), method: row.method }))
      .at(0);
  const said = (found: { ms: number; method: string } | undefined) =>
    found === undefined ? '–' : `${three(found.ms)} \`${found.method}\``;
  const names = [...new Set(rows.map(({ problem }) => problem))];
  return table(
    ['problem', 'error', 'ours', 'ours, adaptive', 'heyoka', 'ours over heyoka', 'diffrax', 'SciPy', 'IAS15'],
    names.flatMap((problem) =>
      (['ms_1e4', 'ms_1e8', 'ms_1e11'] as const).map((key) => {
        const here = rows.filter((row) => row.problem === problem);
        const ours = best(here.filter(isOurs), key);
        const of = (peer: string) =>
          best(
            here.filter(({ method }) => method.startsWith(peer)),
            key,
          );
        const heyoka = of('heyoka');
        const ms = (found: { ms: number } | undefined) => three(found?.ms ?? null);
        return [
          titles[problem],
          key.replace('ms_1e', '1e-'),
          said(ours),
          said(
            best(
              here.filter(({ method }) => adaptive.includes(method)),
              key,
            ),
          ),
          ms(heyoka),
          ours === undefined || heyoka === undefined ? '–' : (ours.ms / heyoka.ms).toFixed(1),
          ms(of('diffrax')),
          ms(of('scipy')),
          ms(of('rebound')),
        ];
      }),
    ),
  );
}

/** How near to the truth fixed steps come, with compensated sums and without. */
function floorTable(rows: readonly WorkPrecisionRow[]): string {
  const names = [...new Set(rows.map(({ problem }) => problem))];
  const list = ['kahanLi8', 'compensated kahanLi8', 'taylor'];
  return table(
    ['least error', ...list.map((name) => `\`${name}\``)],
    names.map((problem) => [
      titles[problem],
      ...list.map((name) => {
        const row = rows.find((one) => one.problem === problem && one.method === name);
        return row?.least_error?.toExponential(1) ?? '–';
      }),
    ]),
  );
}

function roundOffTable(rows: readonly (RoundOffRow | ReturnRow)[]): string {
  const energies = rows.filter((row) => row.kind === 'round-off');
  const returns = rows.filter((row) => row.kind === 'return');
  return [
    table(
      ['oscillator', 'steps', 'error of the energy that leapfrog conserves', 'ns per step', 'over plain'],
      energies.map((row) => [
        `\`${row.method}\``,
        row.steps.toExponential().replace('+', ''),
        row.shadow_energy_error.toExponential(),
        row.ns_per_step,
        row.times_plain.toFixed(2),
      ]),
    ),
    table(
      ['pendulum', 'steps and as many back', 'distance from the start'],
      returns.map((row) => [
        `\`${row.method}\``,
        row.steps.toExponential().replace('+', ''),
        row.distance.toPrecision(2),
      ]),
    ),
  ].join('\n\n');
}

/** The text of each part, of those that were measured. */
function parts(rows: readonly Row[]): Map<string, string> {
  const of = <K extends Row['kind']>(kind: K) =>
    rows.filter((row): row is Extract<Row, { kind: K }> => row.kind === kind);
  const [speed, solve, work] = [of('speed'), of('solve'), of('work-precision')];
  const rounding = [...of('round-off'), ...of('return')];
  return new Map([
    ...(speed.length === 0 ? [] : [['speed', speedTable(speed)] as const]),
    ...(solve.length === 0 ? [] : [['solve', solveTable(solve)] as const]),
    ...(work.length === 0
      ? []
      : [['work-precision', `${workPrecisionTable(work)}\n\n${floorTable(work)}`] as const]),
    ...(rounding.length === 0 ? [] : [['round-off', roundOffTable(rounding)] as const]),
  ]);
}

/** Writes what was measured between the marks in BENCHMARKS.md, and the charts of the guide; what was not is left. */
export async function writeReport(rows: readonly Row[]): Promise<void> {
  const page = new URL('BENCHMARKS.md', folder);
  const { cpu, cores, system, node } = describeMachine();
  const [load] = loadavg();
  // Without the build of the kernel, which says nothing.
  const known = system.replace(/(\d+\.\d+).*/, '$1');
  const machine = `${cpu}, ${cores} cores, ${known}, Node ${node}, with a load of ${load.toFixed(1)} at the end.`;
  let text = readFileSync(page, 'utf8');
  for (const [name, found] of parts(rows)) {
    const marks = new RegExp(`(<!-- measured: ${name} -->)[\\s\\S]*?(<!-- end -->)`);
    if (!marks.test(text)) throw new Error(`writeReport: BENCHMARKS.md has no place for ${name}`);
    text = text.replace(
      marks,
      (_, begin: string, end: string) => `${begin}\n\n${machine}\n\n${found}\n\n${end}`,
    );
  }
  writeFileSync(page, await formatted('BENCHMARKS.md', text));
  const work = rows.filter((row) => row.kind === 'work-precision');
  for (const [file, svg] of measuredCharts(work, titles)) writeFileSync(new URL(`docs/${file}`, folder), svg);
}
