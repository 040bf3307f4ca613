import { defineConfig, mergeConfig } from 'vitest/config';
import { sourceProject } from '../../vitest.shared.ts';

export default mergeConfig(
  sourceProject,
  defineConfig({
    test: {
      name: '@hgn/trainer',
      // The engine that users get.
      env: { HGN_ENGINE: '' },
      globalSetup: ['test/setup/compiledModels.ts'],
      setupFiles: ['test/setup/builtPrograms.ts'],
    },
  }),
);
