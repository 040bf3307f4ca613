import { ESLint } from 'eslint';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { arrows } from '../../../../eslint.config.js';
import { root } from '../process.ts';
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
  const lint = new ESLint({
    cwd: root,
    // Which imports are allowed can be told without types, which take seconds.
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
    ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports',
  });
  const [{ messages }] = await lint.lintText(`${code}\n`, {
    filePath: join(root, `packages/${name}/src/index.ts`),
  });
  expect(messages.map((each) => each.message).join('\n')).toMatch(message);
});
