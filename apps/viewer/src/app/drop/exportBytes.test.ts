import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presets } from '@hgn/model';
import { encodeCheckpoint } from '@hgn/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHgn, tinyTraining } from '../../../test/runHgn.ts';
import { exportBytes } from './exportBytes.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
  const averaged = ['--set', 'optimiser.averageDecay=0.9'];
  await runHgn(['train', ...tinyTraining, ...averaged, '--steps', '4', '--out', 'run', '--no-report'], cwd);
  await runHgn(
    ['simulate', 'pendulum', '-n', '9', '-f', '20', '--dt', '0.2', '--seed', '3', '--out', 'data'],
    cwd,
  );
  await runHgn(
    [
      'train',
      '--system',
      'pendulum',
      '--data',
      'data',
      ...tinyTraining,
      '--steps',
      '2',
      '--out',
      'own',
      '--no-report',
    ],
    cwd,
  );
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** The last checkpoint of a run, and its files as `hgn export` writes them. */
async function exported(run: string, ...options: string[]) {
  await runHgn(['export', run, '--force', ...options], cwd);
  const folder = join(cwd, run, 'export');
  const names = await readdir(folder);
  const files = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)),
  );
  const checkpoints = join(cwd, run, 'checkpoints');
  const last =
    (await readdir(checkpoints))
      .filter((name) => name.endsWith('.safetensors'))
      .sort()
      .at(-1) ?? '';
  return { files, checkpoint: new Uint8Array(await readFile(join(checkpoints, last))) };
}

describe('exportBytes', () => {
  it('gives the bytes of hgn export, with averaged weights', async () => {
    const { files, checkpoint } = await exported('run');
    const ours = exportBytes(checkpoint);
    expect(Object.keys(ours).sort()).toEqual(Object.keys(files).sort());
    for (const [name, bytes] of Object.entries(files)) {
      expect(Buffer.compare(bytes, ours[name]), name).toBe(0);
    }
  });

  it("gives the bytes of hgn export for a run on a data set of one's own, told its time step", async () => {
    const { files, checkpoint } = await exported('own');
    const { timeStep } = JSON.parse(await readFile(join(cwd, 'own/run.json'), 'utf8')) as {
      timeStep: number;
    };
    expect(timeStep).toBe(0.2);
    const ours = exportBytes(checkpoint, { timeStep });
    for (const [name, bytes] of Object.entries(files)) {
      expect(Buffer.compare(bytes, ours[name]), name).toBe(0);
    }
    expect(() => exportBytes(checkpoint)).toThrow('run.json beside the checkpoint');
  });

  it('says what is wrong with other bytes', async () => {
    const { checkpoint } = await exported('run');
    const flipped = checkpoint.slice();
    flipped[flipped.length - 5] ^= 1;
    expect(() => exportBytes(flipped)).toThrow('the file was altered');
    expect(() => exportBytes(checkpoint.slice(0, 500))).toThrow('must be a checkpoint of hgn train');
    expect(() => exportBytes(new Uint8Array())).toThrow('must be a checkpoint of hgn train');
    const bare = encodeCheckpoint({ step: 1, state: [1], metadata: {} });
    expect(() => exportBytes(bare)).toThrow('must carry its configuration');
    const flow = encodeCheckpoint({ step: 1, state: [1], metadata: { config: '{"flow":{}}' } });
    expect(() => exportBytes(flow)).toThrow('such as a flow');
    const other = { ...presets.quickstart, system: 'mass-spring', data: { folder: null } };
    const mixed = encodeCheckpoint({ step: 1, state: [1], metadata: { config: JSON.stringify(other) } });
    expect(() => exportBytes(mixed)).toThrow(/has 104636 parameters, but the file holds none/);
  });
});
