import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';
import { tiny } from '../../test/tiny.ts';

const quickstart = (...args: string[]) => ['quickstart', ...tiny, '--steps', '4', ...args];

it('simulates, trains, evaluates and reports, and may be run again', async () => {
  const cwd = await temporaryFolder();
  const first = await hgn(quickstart(), { cwd });
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/^forward /m);
  expect(first.stdout).toContain('report: runs/quickstart/report.html');
  const weights = join(cwd, 'runs/quickstart/checkpoints/step-00000004.safetensors');
  const before = await readFile(weights);

  const again = await hgn(quickstart('--json'), { cwd });
  expect(again.code).toBe(0);
  expect(again.stderr).toContain('runs/quickstart: replacing the run that is there');
  expect(JSON.parse(again.stdout)).toMatchObject({ run: 'runs/quickstart', steps: 4 });
  expect((await readFile(weights)).equals(before)).toBe(true);
  expect(await readdir(join(cwd, 'runs'))).toEqual(['quickstart']);
});

it('continues the same run when it was interrupted', async () => {
  const cwd = await temporaryFolder();
  const stop = new AbortController();
  const stopped = await hgn(quickstart(), {
    cwd,
    signal: stop.signal,
    stderr: { write: (text) => (text.includes('train  1/4') ? stop.abort() : undefined) },
  });
  expect(stopped.code).toBe(130);
  const resumed = await hgn(quickstart(), { cwd });
  expect(resumed.stderr).toMatch(/runs\/quickstart: continuing at step 1 of 4/);
  expect(resumed.code).toBe(0);
  const other = await hgn(quickstart('--seed', '1'), { cwd });
  expect(other.stderr).toContain('replacing the run that is there');
});

it('leaves the files of others alone', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'taken'), '');
  const onFile = await hgn(quickstart('--out', 'taken'), { cwd });
  expect(onFile.code).toBe(1);
  expect(onFile.stderr).toMatch(/taken: a part of the path is a file/);
  const unknown = await hgn(['quickstart', '--system', 'pendulun'], { cwd });
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toMatch(/unknown system "pendulun"; did you mean pendulum\?/);
  expect(await readdir(cwd)).toEqual(['taken']);
});
