import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';
import { tiny } from '../../test/tiny.ts';

it('writes one HTML file, or a folder for a host, exporting a run that has no export', async () => {
  const cwd = await temporaryFolder();
  const trained = await hgn(['train', ...tiny, '--steps', '2', '--out', 'runs/spring', '--no-report'], {
    cwd,
  });
  expect(trained.code, trained.stderr).toBe(0);
  await rm(join(cwd, 'runs/spring/export'), { recursive: true, force: true });

  const shared = await hgn(['view', '--share', 'runs/spring', '--json'], { cwd });
  expect(shared.code, shared.stderr).toBe(0);
  expect(JSON.parse(shared.stdout)).toEqual({
    file: 'spring.html',
    bytes: (await stat(join(cwd, 'spring.html'))).size,
  });
  expect((await readFile(join(cwd, 'spring.html'), 'utf8')).slice(0, 15)).toBe('<!doctype html>');

  const hosted = await hgn(['view', 'runs', '--export-site', 'site'], { cwd });
  expect(hosted.code, hosted.stderr).toBe(0);
  expect(hosted.stdout).toBe('site: spring; copy it to any host of static files\n');
  expect(await readdir(join(cwd, 'site/runs/spring'))).toContain('export');
  expect(await readdir(join(cwd, 'site/runs/spring'))).not.toContain('checkpoints');

  const again = await hgn(['view', 'runs', '--export-site', 'site'], { cwd });
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('site must be empty, but holds')]);
});

it('says which options belong together', async () => {
  const cwd = await temporaryFolder();
  expect((await hgn(['view', '--share', 'a', '--export-site', 'b'], { cwd })).stderr).toContain(
    'give one of them',
  );
  expect((await hgn(['view', '--out', 'a.html'], { cwd })).stderr).toContain('give --share <run> too');
  expect((await hgn(['view', '--share', 'nowhere'], { cwd })).stderr).toContain('nowhere: no such folder');
});
