import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // One more than there are cores: a third of the time is spent on files that wait for pages and for programs they started.
    maxWorkers: availableParallelism() + 1,
    projects: ['packages/*', 'apps/*', 'tools/*/vitest.config.ts', 'site'],
    coverage: { provider: 'v8', include: ['packages/*/src/**', 'apps/*/src/**'] },
  },
});
