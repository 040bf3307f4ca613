import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // vitest leaves a core to itself; on two cores that would be half of the machine.
    maxWorkers: '100%',
    projects: ['packages/*', 'apps/*', 'tools/*/vitest.config.ts', 'site'],
    coverage: { provider: 'v8', include: ['packages/*/src/**', 'apps/*/src/**'] },
  },
});
