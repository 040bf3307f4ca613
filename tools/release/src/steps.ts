import { checkChangesets } from '../../check/src/packages/changesets.ts';
import { checkManifests } from '../../check/src/packages/manifests.ts';
import { checkTarballs } from '../../check/src/packages/tarballs.ts';
import type { Outcome } from '../../check/src/check.ts';
import { compareApi } from './checks/api.ts';
import { audit } from './checks/audit.ts';
import { tryInBrowser } from './pages/browser.ts';
import { installAlone } from './installing/installAlone.ts';
import { installTogether } from './installing/installTogether.ts';
import { buildExecutors } from './checks/executors.ts';
import { checkLicences } from './checks/licences.ts';
import { compareSizes } from './checks/sizes.ts';
import type { Step, StepOutcome } from './step.ts';

const told = ({ problems, note = '' }: Outcome): StepOutcome => ({ problems, note });

/** Everything that is looked at before packages are published: the quick and telling steps first. */
export const steps: readonly Step[] = [
  {
    name: 'manifests',
    rule: 'every package.json is complete',
    run: () => Promise.resolve(told(checkManifests())),
  },
  {
    name: 'changesets',
    rule: 'what changed is said to users',
    run: async () => told(await checkChangesets()),
  },
  {
    name: 'licences',
    rule: 'what users install with us has a licence that lets them',
    run: checkLicences,
  },
  {
    name: 'audit',
    rule: 'nothing that users install has a known hole, where the registry tells',
    run: audit,
  },
  {
    name: 'executors',
    rule: 'the executor of @hgn/jit is built for every system that it is published for (needs zig)',
    run: buildExecutors,
  },
  { name: 'api', rule: 'no export changed unnoticed', run: compareApi },
  { name: 'sizes', rule: 'no package grew by more than a twentieth unnoticed', run: compareSizes },
  {
    name: 'tarballs',
    rule: 'every package packs well (publint, are-the-types-wrong)',
    run: async () => told(await checkTarballs()),
  },
  {
    name: 'alone',
    rule: 'every package installs alone in an empty folder, by its README, and the README runs there',
    run: installAlone,
  },
  {
    name: 'together',
    rule: 'all packages install together with npm 10, npm 11 and pnpm, and load in Node 20, 22 and 24',
    run: installTogether,
  },
  {
    name: 'browser',
    rule: 'every library and its examples run in a page from plain files, without a bundler',
    run: tryInBrowser,
  },
];
