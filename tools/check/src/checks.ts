import { checkChangesets } from './packages/changesets.ts';
import { fromCommand, type Check } from './check.ts';
import { checkManifests } from './packages/manifests.ts';
import { checkNames } from './sources/names.ts';
import { runTool } from './process.ts';
import { checkTarballs } from './packages/tarballs.ts';
import { runTests } from './tests.ts';

/** Every check, in the order in which they run: the quick and telling ones first. */
export const checks: readonly Check[] = [
  {
    name: 'types',
    rule: 'sources, tests and tools type-check (tsc)',
    run: async () =>
      fromCommand(await runTool('typescript#tsc', ['-p', 'tsconfig.json', '--pretty', 'false'])),
  },
  {
    name: 'lint',
    rule: 'the code follows the rules, the arrows between packages included, and no modules import each other in a circle (oxlint)',
    run: async () => fromCommand(await runTool('oxlint', ['-c', 'oxlint.config.js', '--deny-warnings'])),
  },
  {
    name: 'format',
    rule: 'every file is formatted (oxfmt)',
    run: async () => fromCommand(await runTool('oxfmt', ['--check'])),
  },
  {
    name: 'manifests',
    rule: 'every package.json is complete, and dependencies obey the arrows',
    run: checkManifests,
  },
  { name: 'names', rule: 'modules are named in camelCase', run: checkNames },
  {
    name: 'dead-code',
    rule: 'no file, export or dependency is left unused (knip)',
    run: async () => fromCommand(await runTool('knip', ['--no-progress'])),
  },
  { name: 'tests', rule: 'every test passes (vitest)', run: runTests },
  {
    name: 'tarballs',
    rule: 'every published package packs well (publint, are-the-types-wrong), installs by its README and runs',
    run: () => checkTarballs({ outsiders: true }),
  },
  {
    name: 'changesets',
    rule: 'the changesets are sound, and changed packages have one',
    run: checkChangesets,
  },
];
