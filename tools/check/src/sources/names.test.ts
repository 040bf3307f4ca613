import { expect, test } from 'vitest';
import { isWellNamed } from './names.ts';

test('modules are named in camelCase, whatever kind they are', () => {
  for (const name of [
    'src/leapfrog.ts',
    'src/yoshida4.test.ts',
    'a/omggif.d.ts',
    'vite.config.ts',
    'oxlint.config.js',
  ])
    expect(isWellNamed(name), name).toBe(true);
  for (const name of [
    'src/strided-slice.ts',
    'src/mat_mul.test.ts',
    'src/Leapfrog.ts',
    'tools/after-install.mjs',
  ])
    expect(isWellNamed(name), name).toBe(false);
});
