import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { arrows } from '../../../../oxlint.config.js';
import { root, runTool } from '../process.ts';
import { workspacePackages } from '../workspace.ts';

/** Package -> what it imports, from the table in docs/architecture.md. */
function documentedArrows(): Record<string, string[]> {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const rows = text.matchAll(/^\| `(\w+)`\s*\| ([^|]*)\|/gm);
  const names = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  return Object.fromEntries([...rows].map(([, name, cell]) => [name, names(cell)]));
}

test('docs/architecture.md shows the arrows that the linter enforces', () => {
  expect(documentedArrows()).toEqual(arrows);
});

test('every package has arrows, and every path that README, CONTRIBUTING and docs link to exists', () => {
  const packages = workspacePackages().filter(({ group }) => group === 'packages');
  expect(packages.map(({ path }) => path.split('/')[1]).filter((name) => arrows[name] === undefined)).toEqual(
    [],
  );
  const pages = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md'];
  const missing = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, link]) => link)
      .filter((link) => !existsSync(join(root, page, '..', link)))
      .map((link) => `${page}: ${link}`),
  );
  expect(missing).toEqual([]);
});

test.each([
  [
    'an import against the arrows',
    'integrators',
    `export * from '@hgn/nn';`,
    /imports only: nothing of ours/,
  ],
  ['a deep import', 'nn', `export * from '@hgn/autodiff/src/tree';`, /through its public entry/],
  ['a backend in a library', 'nn', `import '@tensorflow/tfjs-backend-cpu';`, /chooses the backend/],
  ['tfjs in a main entry', 'viz', `export * from '@tensorflow/tfjs-core';`, /Only the \/tfjs subpath/],
  ['an app in a library', 'model', `export * from '@hgn/trainer';`, /imports only/],
])('the linter refuses %s', async (_, name, code, message) => {
  expect(await lint(name, code)).toMatch(message);
});

test.each([
  ['what the arrows allow', 'nn', `export * from '@hgn/autodiff';`],
  ['a public entry besides the main one', 'model', `export * from '@hgn/integrators/tfjs';`],
  ["TensorFlow.js's core", 'nn', `export * from '@tensorflow/tfjs-core';`],
])('the linter lets pass %s', async (_, name, code) => {
  expect(await lint(name, code)).not.toMatch('no-restricted-imports');
});

/** What the linter says of a module of a package, looking at nothing but what it imports. */
async function lint(name: string, code: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-lint-'));
  try {
    const source = join(folder, `packages/${name}/src`);
    mkdirSync(source, { recursive: true });
    writeFileSync(join(source, 'index.ts'), `${code}\n`);
    writeFileSync(
      join(folder, 'oxlint.config.mjs'),
      `import { boundaries } from ${JSON.stringify(pathToFileURL(join(root, 'oxlint.config.js')).href)};
export default { categories: { correctness: 'off' }, overrides: boundaries };\n`,
    );
    const { output } = await runTool('oxlint', ['-c', 'oxlint.config.mjs'], { cwd: folder });
    return output;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
