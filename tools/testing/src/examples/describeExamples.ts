import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { documentationProblems } from './documentation.ts';
import { extractExamples } from './extract.ts';
import { packageProgram } from './packageProgram.ts';
import { prepareExamples } from './prepare.ts';
import { runAlone } from './runAlone.ts';
import { typeProblems } from './typeCheck.ts';

/**
 * A test suite that keeps a package's documentation true: exports are documented, examples type-check, and each of
 * them runs in an empty working folder without throwing. README blocks run as they stand, each in a Node of its own.
 *
 * @example
 * ```ts no-run
 * import { describeExamples } from '@hgn/testing';
 *
 * describeExamples(new URL('..', import.meta.url));
 * ```
 */
export function describeExamples(packageFolder: URL): void {
  const pack = packageProgram(fileURLToPath(packageFolder).replace(/[/\\]$/, ''));
  const examples = prepareExamples(pack, extractExamples(pack.folder));

  describe('documentation', () => {
    test('every export has a doc comment, and every function an example', () => {
      expect(documentationProblems(pack)).toEqual([]);
    });

    test('the README has an example that runs', () => {
      expect(examples.some(({ source, isRun }) => source === undefined && isRun)).toBe(true);
    });

    test('the examples type-check', () => {
      expect(typeProblems(pack, examples)).toEqual([]);
    });
  });

  describe('examples', () => {
    const home = process.cwd();
    let folder = '';
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'hgn-example-'));
      process.chdir(folder);
    });
    afterEach(() => {
      process.chdir(home);
      rmSync(folder, { recursive: true, force: true });
    });

    for (const example of examples.filter(({ isRun }) => isRun)) {
      test(`${example.place} ${example.title}`, async () => {
        if (example.source === undefined) await runAlone(example, folder);
        else await import(/* @vite-ignore */ pathToFileURL(example.file).href);
      });
    }
  });
}
