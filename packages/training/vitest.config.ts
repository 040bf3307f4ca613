import { defineConfig, mergeConfig } from 'vitest/config';
import { sharedProcess } from '../../vitest.shared.ts';

export default mergeConfig(sharedProcess, defineConfig({ test: { name: '@hgn/training' } }));
