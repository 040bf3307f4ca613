import { describeExamples } from '@hgn/testing/examples';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bundle } from './helpers/bundle.ts';

const folder = new URL('..', import.meta.url);
describeExamples(folder);

/** The ```ts blocks of a file, out of their doc comments. */
const blocks = (file: string): { name: string; source: string }[] =>
  [...readFileSync(new URL(file, folder), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, text], i) => ({
    name: `${file} ${i + 1}`,
    source: text.replace(/^ \* ?/gm, ''),
  }));

const files = (readdirSync(new URL('src', folder), { recursive: true }) as string[])
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => `src/${path.replaceAll('\\', '/')}`);

const printing = ['README.md', ...files]
  .flatMap(blocks)
  .filter(({ source }) => source.includes('console.log'));

describe('examples print what they say', () => {
  test('there are many', () => {
    expect(printing.length).toBeGreaterThan(25);
  });

  test.each(printing)('$name', async ({ source }) => {
    const said = [...source.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, comment]) => comment);
    expect(said.length, 'every console.log says what it prints').toBe(source.split('console.log').length - 1);
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', await bundle(source)],
      { cwd: fileURLToPath(folder), encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    // A remark may follow what is printed.
    const printed = stdout.trim().split('\n').slice(-said.length);
    printed.forEach((line, i) => {
      expect(said[i].slice(0, line.length)).toBe(line);
    });
  });
});
