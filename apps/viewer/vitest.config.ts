import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { sharedProcess } from '../../vitest.shared.ts';

const globalSetup = fileURLToPath(new URL('test/e2e/setup/removeTrainedRuns.ts', import.meta.url));

export default mergeConfig(sharedProcess, defineConfig({ test: { name: '@hgn/viewer', globalSetup } }));
