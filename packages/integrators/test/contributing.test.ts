import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const page = 'packages/integrators/docs/which-method.md';

/** What CONTRIBUTING says of adding an integrator, and the source files that its steps name. */
const section = /## Add an integrator\n([\s\S]*?)\n## /.exec(
  readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8'),
)?.[1];
const files = [
  ...new Set([...(section ?? '').matchAll(/`(packages\/[\w/-]+\.ts)`/g)].map(([, file]) => file)),
];

// A copy of what a stranger would have checked out, as far as it goes here.
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hgn-contributing-'));
  for (const part of [
    'packages/integrators/src',
    'packages/integrators/test',
    'packages/integrators/docs',
    'tools/bench/integrators',
  ])
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  for (const file of [
    'package.json',
    '.prettierrc',
    '.prettierrc.json',
    'prettier.config.js',
    'tsconfig.base.json',
  ])
    cpSyncIfThere(file);
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
function cpSyncIfThere(file: string): void {
  if (readdirSync(repository).includes(file)) cpSync(join(repository, file), join(folder, file));
}

function run(script: string, args: readonly string[]) {
  const done = spawnSync(process.execPath, [...script.split(' '), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status: done.status, text: done.stdout + done.stderr };
}

test(
  'an integrator is added by touching two files, and then has its checks and its line in a table that Prettier leaves as it is',
  { timeout: 120_000 },
  () => {
    expect(files.length).toBe(2);
    const [entries, table] = files;
    const edit = (file: string, change: (text: string) => string) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const changed = change(text);
      expect(changed).not.toBe(text);
      writeFileSync(join(folder, file), changed);
    };
    // Five steps of leapfrog: R. I. McLachlan, SIAM J. Sci. Comput. 16 (1995) 151.
    edit(
      entries,
      (text) => `${text}
/**
 * A stranger's fourth order.
 *
 * @remarks Never: it stands here for a test.
 */
export const strangers4 = /* @__PURE__ */ splitting({
  name: 'strangers4',
  order: 4,
  first: 'kick',
  weights: /* @__PURE__ */ compositionWeights([0.5, 1, 0.5], [0.28, 0.62546642846767, -0.81093285693534, 0.62546642846767, 0.28]),
  source: 'R. I. McLachlan, SIAM J. Sci. Comput. 16 (1995) 151, doi:10.1137/0916010',
});
`,
    );
    edit(table, (text) =>
      text
        .replace('import {\n  blanesMoan4,', 'import {\n  strangers4,\n  blanesMoan4,')
        .replace('  pefrl4,\n  mcLachlanAtela4,', '  pefrl4,\n  strangers4,\n  mcLachlanAtela4,'),
    );
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const written = run(scripts['integrators:docs'].replace(/^node /, ''), []);
    expect(written.status, written.text).toBe(0);
    expect(readFileSync(join(folder, page), 'utf8')).toMatch(
      /\| `strangers4` +\| 4 +\| .* Never: it stands here for a test\. /,
    );
    const formatted = run('node_modules/prettier/bin/prettier.cjs', ['--check', page]);
    expect(formatted.status, formatted.text).toBe(0);
    const checked = run('node_modules/vitest/vitest.mjs', [
      'run',
      '--root',
      'packages/integrators',
      'test/conformance.test.ts',
      '-t',
      '^strangers4 (converges|has weights|takes|returns|preserves|has no secular|steps)',
    ]);
    expect(checked.status, checked.text).toBe(0);
    const [, passed] = /Tests +(\d+) passed/.exec(stripVTControlCharacters(checked.text)) ?? [];
    expect(Number(passed)).toBeGreaterThan(20);
  },
);
