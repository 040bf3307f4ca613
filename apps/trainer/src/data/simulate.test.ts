import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDataset } from '@hgn/datasets/node';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';

const simulate = (...args: string[]) => ['simulate', ...args];

describe('hgn simulate', () => {
  it('writes the data set that was asked for', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await hgn(
      simulate('mass-spring', '--trajectories', '3', '--frames', '5', '--seed', '7', '--out', 'data/spring'),
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^data\/spring: 3 trajectories of 5 frames, 32x32x3, dt 0.125, seed 7 \(/);
    expect(stderr).toContain('simulate  3/3');
    const dataset = await readDataset(join(cwd, 'data/spring'));
    expect(dataset.frames).toHaveLength(3 * 5 * 32 * 32 * 3);
  });

  it('prints exactly one JSON document with --json', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await hgn(simulate('pendulum', '-n', '2', '-f', '4', '--json'), { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      folder: 'data/pendulum',
      system: 'pendulum',
      seed: 0,
      trajectories: 2,
      frames: 4,
    });
  });

  it('gives the same bytes for the same seed and others for another', async () => {
    const cwd = await temporaryFolder();
    for (const [out, seed] of [['a', '1'], ['b', '1'], ['c', '2']]) {
      await hgn(simulate('pendulum', '-n', '2', '-f', '4', '--seed', seed, '--out', out), { cwd });
    }
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => readFile(join(cwd, name, 'data.npz'))));
    expect(a.equals(b)).toBe(true);
    expect(a.equals(c)).toBe(false);
  });

  it('takes another time step', async () => {
    const cwd = await temporaryFolder();
    const { stdout } = await hgn(simulate('pendulum', '-n', '1', '-f', '2', '--dt', '0.05', '--json'), { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ dt: 0.05 });
  });

  it('names the nearest system when the name is unknown', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await hgn(simulate('pendulm', '--out', 'x'), { cwd });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe('hgn simulate: unknown system "pendulm"; did you mean pendulum?\n');
    expect(await readdir(cwd)).toEqual([]);
  });

  it('replaces a data set only with --force, and other files never', async () => {
    const cwd = await temporaryFolder();
    const make = (...more: string[]) => hgn(simulate('pendulum', '-n', '1', '-f', '2', '--out', 'x', ...more), { cwd });
    expect((await make()).code).toBe(0);
    const refused = await make();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('x: holds a data set already; replace it with --force');
    expect((await make('--force', '--seed', '3')).code).toBe(0);
    await writeFile(join(cwd, 'x', 'thesis.tex'), 'years of work');
    const foreign = await make('--force');
    expect(foreign.code).toBe(1);
    expect(foreign.stderr).toContain('x: holds files that are no data set');
    expect(await readFile(join(cwd, 'x', 'thesis.tex'), 'utf8')).toBe('years of work');
  });

  it('says in one line when the folder cannot be made', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'file'), '');
    const { code, stderr } = await hgn(simulate('pendulum', '-n', '1', '--out', 'file/x'), { cwd });
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/file.*a part of the path is a file/);
  });

  it('stops when asked to, leaving nothing behind', async () => {
    const cwd = await temporaryFolder();
    const stop = new AbortController();
    stop.abort();
    const { code, stderr } = await hgn(simulate('pendulum', '--out', 'x'), { cwd, signal: stop.signal });
    expect(code).toBe(130);
    expect(stderr).toContain('hgn simulate: stopped; x was not written');
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe('hgn dataset', () => {
  it('lists the systems', async () => {
    const { code, stdout } = await hgn(['dataset', 'systems']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mass-spring +\S/m);
    const { stdout: json } = await hgn(['dataset', 'systems', '--json']);
    expect(JSON.parse(json)).toContainEqual(expect.objectContaining({ name: 'pendulum', dt: 0.125 }));
  });

  it('describes and verifies what simulate wrote', async () => {
    const cwd = await temporaryFolder();
    await hgn(simulate('pendulum', '-n', '2', '-f', '4', '--out', 'x'), { cwd });
    const info = await hgn(['dataset', 'info', 'x'], { cwd });
    expect(info.stdout).toMatch(/trajectories +2 of 4 frames, dt 0.125/);
    const verified = await hgn(['dataset', 'verify', 'x', '--json'], { cwd });
    expect(JSON.parse(verified.stdout)).toEqual({ folder: 'x', intact: true, reproducible: true });
  });

  it('names the file when a data set is missing, truncated or damaged', async () => {
    const cwd = await temporaryFolder();
    const missing = await hgn(['dataset', 'info', 'nowhere'], { cwd });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/nowhere.manifest\.json is missing/);

    await hgn(simulate('pendulum', '-n', '2', '-f', '4', '--out', 'x'), { cwd });
    const data = join(cwd, 'x', 'data.npz');
    const whole = await readFile(data);
    const flipped = Buffer.from(whole);
    flipped[flipped.length >> 1] ^= 1;
    await writeFile(data, flipped);
    const damaged = await hgn(['dataset', 'verify', 'x'], { cwd });
    expect(damaged.code).toBe(1);
    expect(damaged.stderr).toContain('data.npz');
    await truncate(data, whole.length - 10);
    const truncated = await hgn(['dataset', 'verify', 'x'], { cwd });
    expect(truncated.code).toBe(1);
    expect(truncated.stderr).toMatch(/data\.npz.*truncated/);
    for (const { stderr, stdout } of [missing, damaged, truncated]) {
      expect(stdout).toBe('');
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it('needs a folder of its own', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'empty'));
    expect((await hgn(['dataset', 'verify', 'empty'], { cwd })).code).toBe(1);
  });
});
