import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** The seed of every property that names none: the same in every run, so that a failure is a change. */
const fixedSeed = 20191130;

/**
 * Gives properties their seed before a test file runs: `HGN_SEED`, which `npm run explore` sets, or the fixed one.
 * fast-check is loaded for files that use it only.
 */
const { testPath } = expect.getState();
if (testPath !== undefined && readFileSync(testPath, 'utf8').includes("from 'fast-check'")) {
  const { configureGlobal } = await import('fast-check');
  const seed = process.env.HGN_SEED;
  configureGlobal({ seed: seed === undefined || seed === '' ? fixedSeed : Number(seed) });
}
