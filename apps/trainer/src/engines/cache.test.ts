import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderCache } from '@hgn/jit';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn, testIo } from '../../test/io.ts';
import { describeCache, sayCache } from './cache.ts';

it('hgn doctor names the folder of compiled models and its size, and clears it of nothing else', async () => {
  const cwd = await temporaryFolder();
  const env = { HGN_CACHE: 'cache' };
  const folder = join(cwd, 'cache/compiled');
  await folderCache(folder).put('a'.repeat(64), new Uint8Array(1500));
  writeFileSync(join(folder, 'notes.txt'), '');
  const report = await describeCache(testIo({ cwd, env }).io);
  expect(report).toEqual({ folder, models: 1, bytes: 1500 });
  expect(sayCache(report)).toBe(`Compiled models are kept in ${folder}: 1 model, 1.5 kB.`);
  const cleared = await hgn(['doctor', '--clear-cache'], { cwd, env });
  expect(cleared).toEqual({
    code: 0,
    stdout: `removed 1 compiled model (1.5 kB) from ${folder}\n`,
    stderr: '',
  });
  const again = await hgn(['doctor', '--clear-cache', '--json'], { cwd, env });
  expect(JSON.parse(again.stdout)).toEqual({ folder, removed: { models: 0, bytes: 0 } });
});

it('with HGN_CACHE=off there is nothing to clear', async () => {
  const { code, stdout } = await hgn(['doctor', '--clear-cache'], {
    env: { HGN_CACHE: 'off', HOME: '/nowhere' },
  });
  expect([code, stdout]).toEqual([0, 'Compiled models are not kept between runs.\n']);
});

it('clearing the cache and verifying a run are not one command', async () => {
  const { code, stderr } = await hgn(['doctor', '--clear-cache', '--run', 'runs/a']);
  expect(code).toBe(2);
  expect(stderr).toContain('--run and --clear-cache are two tasks; give one of them');
});
