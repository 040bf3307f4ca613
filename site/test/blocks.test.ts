import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { examplesOfMarkdown, runCommand } from '@hgn/testing';
import { describe, expect, test } from 'vitest';
import { withoutTypes } from '../src/content/codeTabs.ts';
import { sections } from '../src/content/pages.ts';

const site = fileURLToPath(new URL('..', import.meta.url));
const root = join(site, '..');
const folder = join(site, '.examples');
const loader = join(
  dirname(createRequire(import.meta.url).resolve('tsx/package.json')),
  'dist',
  'loader.mjs',
);

/** The blocks of pages in `docs/`: those of READMEs are run by their packages. */
const blocks = sections
  .flatMap(({ pages }) => pages)
  .filter(({ source }) => source.startsWith('docs/'))
  .flatMap(({ source }) => examplesOfMarkdown(readFileSync(join(root, source), 'utf8'), source))
  .filter(({ isRun }) => isRun);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

describe('what a reader of the site copies', () => {
  test.for(blocks.map((block, index) => ({ ...block, index })))(
    '$place runs as it is pasted, as JavaScript',
    async ({ code, index }) => {
      const file = join(folder, `${index}.mjs`);
      writeFileSync(file, await withoutTypes(code));
      const args = ['--conditions=@hgn/source', '--import', pathToFileURL(loader).href, file];
      const { status, stderr } = await runCommand(process.execPath, args, { cwd: folder });
      expect(stderr).not.toMatch(/Error/);
      expect(status).toBe(0);
    },
  );

  test('is JavaScript that Node itself takes', async () => {
    for (const [index, { place }] of blocks.entries()) {
      const { status, stderr } = await runCommand(
        process.execPath,
        ['--check', join(folder, `${index}.mjs`)],
        {
          cwd: folder,
        },
      );
      expect(status, `${place}: ${stderr}`).toBe(0);
    }
  });
});
