import { afterAll, beforeAll, expect, test } from 'vitest';
import { installPacked, type PackedInstall } from './packed.ts';

let install: PackedInstall;
beforeAll(async () => {
  install = await installPacked(['@hgn/integrators']);
});
afterAll(() => install.remove());

test('a packed package runs in an empty folder, from what is built', async () => {
  const { status, stdout, stderr } = await install.run(`
    import { leapfrog } from '@hgn/integrators';
    console.log(leapfrog.order, import.meta.resolve('@hgn/integrators').endsWith('/dist/index.js'));
  `);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '2 true\n', stderr: '' });
});

test('what a script does wrong there is told, not thrown', async () => {
  const { status, stderr } = await install.run(`await import('@tensorflow/tfjs-core')`);
  expect(status).toBe(1);
  expect(stderr).toContain('tfjs-core');
});
