import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolders } from './temporary.ts';

const newFolder = temporaryFolders();
const tsx = pathToFileURL(createRequire(import.meta.resolve('@hgn/testing')).resolve('tsx')).href;
const program = fileURLToPath(new URL('run.ts', import.meta.url));

function run(folder: string, args: string[], resume = false) {
  return spawnSync(
    process.execPath,
    ['--conditions=@hgn/source', '--import', tsx, program, folder, ...args],
    { encoding: 'utf8', env: { ...process.env, RESUME: resume ? 'yes' : 'no' } },
  );
}

let whole: string;
beforeAll(async () => {
  whole = await mkdtemp(join(tmpdir(), 'hgn-whole-run-'));
  expect(run(whole, ['20'])).toMatchObject({ status: 0 });
});
afterAll(() => rm(whole, { recursive: true, force: true }));

it.each([
  ['between checkpoints', 12],
  ['before the checkpoint of the same step', 15],
])('a training killed %s goes on to the same bytes', async (_when, killAt) => {
  const broken = await newFolder();
  expect(run(broken, ['20', String(killAt)])).toMatchObject({ signal: 'SIGKILL' });
  expect(await readFile(join(broken, 'last'), 'utf8')).toBe('step-00000010.safetensors\n');
  expect(run(broken, ['20'], true)).toMatchObject({ status: 0 });

  const files = (await readdir(whole)).sort();
  expect(files).toEqual([
    'last',
    'metrics.jsonl',
    'step-00000010.safetensors',
    'step-00000015.safetensors',
    'step-00000020.safetensors',
  ]);
  expect((await readdir(broken)).sort()).toEqual(files);
  for (const file of files) {
    expect(await readFile(join(broken, file)), file).toEqual(await readFile(join(whole, file)));
  }
});
