import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

/** What every package's tests share: packages resolve to their sources, so nothing needs building first. */
export const sourceProject = defineConfig({
  ssr: {
    resolve: {
      conditions: ['@hgn/source', 'module', 'node', 'development|production'],
      externalConditions: ['@hgn/source'],
    },
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['propertySeeds', 'idleThreads'].map((name) =>
      fileURLToPath(new URL(`tools/testing/src/${name}.ts`, import.meta.url)),
    ),
    // What one test compiles is not another's to read; tests of the cache name a folder.
    // Not every machine has a compiler for the engine native: tests that do not name an engine run on the same one everywhere.
    env: { HGN_CACHE: 'off', HGN_ENGINE: 'onnx-cpu' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

/**
 * The same for packages whose files may follow each other in one process: loading modules anew for each took longer than
 * many of them run. It is for packages that keep no state of their own; a file that mocks a module needs `sourceProject`.
 */
export const sharedProcess = mergeConfig(sourceProject, defineConfig({ test: { isolate: false } }));
