import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Selection } from './check.ts';
import { root, runTool } from './process.ts';

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Runs vitest over all packages, or those selected; the JSON report stays in reports/vitest.json. */
export async function runTests({ packages }: Selection): Promise<Outcome> {
  const file = join(root, 'reports', 'vitest.json');
  rmSync(file, { force: true });
  const projects = packages.map((name) => `--project=${name}`);
  const { status } = await runTool(
    'vitest',
    [
      'run',
      '--silent=passed-only',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...projects,
    ],
    { show: true },
  );
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const tests = countTests(testResults);
  const problems: string[] = [];
  if (status !== 0) problems.push(`vitest ended with exit status ${status}: see its output above`);
  if (tests.passed + tests.failed === 0) problems.push('no test was run');
  return {
    problems,
    tests,
    note: `${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped in ${testResults.length} files`,
  };
}

/** A file that fails without a failing test (it does not even load) counts as one failed test. */
function countTests(files: Report['testResults']): { passed: number; failed: number; skipped: number } {
  const tests = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of files) {
    const failed = assertionResults.filter((test) => test.status === 'failed').length;
    const passed = assertionResults.filter((test) => test.status === 'passed').length;
    tests.passed += passed;
    tests.failed += Math.max(failed, status === 'failed' ? 1 : 0);
    tests.skipped += assertionResults.length - failed - passed;
  }
  return tests;
}
