import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { sourceProject } from '../../vitest.shared.ts';

const globalSetup = fileURLToPath(new URL('test/native/nativeBuild.ts', import.meta.url));

// Not `sharedProcess`: these files register kernels and count threads, and would see each other's.
export default mergeConfig(sourceProject, defineConfig({ test: { name: '@hgn/jit', globalSetup } }));
