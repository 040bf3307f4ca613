import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in which the tests of one run keep compiled models. */
    readonly compiledModels: string;
  }
}

/**
 * Gives the tests of one run a folder for compiled models, empty at first: dozens of them train the same small model, and
 * most of their time went into compiling it. That a kept model gives the bits of a fresh one, `cache.test.ts` shows.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'hgn-compiled-'));
  project.provide('compiledModels', folder);
  return () => rm(folder, { recursive: true, force: true });
}
