import { parseArgs } from 'node:util';
import type { Check, Outcome, Selection } from './check.ts';
import { checks } from './checks.ts';
import { workspacePackages } from './workspace.ts';

const usage = `npm test                          every check
npm test -- integrators nn        the tests of some packages
npm test -- --only types,lint     some checks
npm test -- --list                what the checks are`;

/** Runs the checks that the command line asks for, prints a summary, and returns the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { only: { type: 'string' }, list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.list) {
    for (const { name, rule } of checks) console.log(`${name.padEnd(12)} ${rule}`);
    return 0;
  }
  const known = new Map(workspacePackages().map(({ path, manifest }) => [path.split('/')[1], manifest.name]));
  const packages = positionals.map(
    (name) => known.get(name.replace(/^@hgn\//, '')) ?? unknown(name, known.keys()),
  );
  const only = values.only?.split(',') ?? (packages.length > 0 ? ['tests'] : checks.map(({ name }) => name));
  const names = new Set(checks.map(({ name }) => name));
  for (const name of only) if (!names.has(name)) unknown(name, names);
  return report(
    await runChecks(
      checks.filter(({ name }) => only.includes(name)),
      { packages },
    ),
  );
}

interface Row {
  readonly check: Check;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** Runs the checks two at a time, but the tests alone: they take every core. Rows keep the order of the checks. */
async function runChecks(selected: readonly Check[], selection: Selection): Promise<Row[]> {
  const rows: Row[] = [];
  for (const group of groupsOf(selected)) {
    const waiting = [...group];
    const done = new Map<Check, Row>();
    const lane = async (): Promise<void> => {
      for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
        done.set(check, await runOne(check, selection));
      }
    };
    await Promise.all([lane(), lane()]);
    for (const check of group) {
      const row = done.get(check);
      if (row !== undefined) rows.push(row);
    }
  }
  return rows;
}

/** Stretches of checks that may run beside each other. */
function groupsOf(checks: readonly Check[]): Check[][] {
  const groups: Check[][] = [[]];
  for (const check of checks) {
    if (check.name === 'tests') groups.push([check], []);
    else groups[groups.length - 1].push(check);
  }
  return groups.filter((group) => group.length > 0);
}

async function runOne(check: Check, selection: Selection): Promise<Row> {
  if (check.name === 'tests') console.log(`• ${check.name}: ${check.rule}`);
  const started = performance.now();
  const outcome = await check.run(selection);
  const row = { check, outcome, seconds: (performance.now() - started) / 1000 };
  if (check.name !== 'tests') console.log(`• ${check.name}: ${check.rule}`);
  for (const problem of outcome.problems) console.log(indent(problem));
  console.log(`  ${describe(row)}`);
  return row;
}

function report(rows: readonly Row[]): number {
  const width = Math.max(...rows.map(({ check }) => check.name.length));
  console.log('');
  for (const row of rows) console.log(`${row.check.name.padEnd(width)}  ${describe(row)}`);
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of rows) {
    total[outcome.problems.length === 0 ? 'passed' : 'failed'] += 1;
    total.passed += outcome.tests?.passed ?? 0;
    total.failed += outcome.tests?.failed ?? 0;
    total.skipped += outcome.tests?.skipped ?? 0;
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed > 0 ? 1 : 0;
}

function describe({ outcome, seconds }: Row): string {
  const verdict = outcome.problems.length === 0 ? 'passed' : 'FAILED';
  return [verdict, `${seconds.toFixed(1)} s`, outcome.note].filter((word) => word !== undefined).join(', ');
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}

function unknown(name: string, known: Iterable<string | undefined>): never {
  throw new RangeError(
    `npm test: "${name}" is neither a check nor a package; there are ${[...known].join(', ')}`,
  );
}
