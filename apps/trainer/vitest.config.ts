import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { sharedProcess } from '../../vitest.shared.ts';

const builtProgram = fileURLToPath(new URL('test/setup/builtProgram.ts', import.meta.url));

export default mergeConfig(
  sharedProcess,
  defineConfig({
    test: {
      name: '@hgn/trainer',
      // The engine that users get.
      env: { HGN_ENGINE: '' },
      globalSetup: ['test/setup/compiledModels.ts'],
      // As commands name it; tests of the real one import it by other paths.
      alias: [{ find: /^\.{1,2}\/(\.\.\/)*files\/ownProgram\.ts$/, replacement: builtProgram }],
    },
  }),
);
