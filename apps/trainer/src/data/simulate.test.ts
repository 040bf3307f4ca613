import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDataset } from '@hgn/datasets/node';
import { decode } from 'fast-png';
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
    for (const [out, seed] of [
      ['a', '1'],
      ['b', '1'],
      ['c', '2'],
    ]) {
      await hgn(simulate('pendulum', '-n', '2', '-f', '4', '--seed', seed, '--out', out), { cwd });
    }
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => readFile(join(cwd, name, 'data.npz'))));
    expect(a.equals(b)).toBe(true);
    expect(a.equals(c)).toBe(false);
  });

  it('takes another time step', async () => {
    const cwd = await temporaryFolder();
    const { stdout } = await hgn(simulate('pendulum', '-n', '1', '-f', '2', '--dt', '0.05', '--json'), {
      cwd,
    });
    expect(JSON.parse(stdout)).toMatchObject({ dt: 0.05 });
  });

  it('names the nearest system when the name is unknown', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await hgn(simulate('pendulm', '--out', 'x'), { cwd });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe('hgn simulate: unknown system "pendulm"; did you mean pendulum?\n');
    expect(await readdir(cwd)).toEqual([]);
  });

  it('replaces a data set only with --force, and other files never', async () => {
    const cwd = await temporaryFolder();
    const make = (...more: string[]) =>
      hgn(simulate('pendulum', '-n', '1', '-f', '2', '--out', 'x', ...more), { cwd });
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

  it('gives the same bytes on any number of workers', async () => {
    const cwd = await temporaryFolder();
    // Frames of more than 2 MB, so that there is something for each of them to do.
    const make = (workers: string) =>
      hgn(simulate('suite-two-body', '-n', '9', '-f', '300', '--threads', workers, '--out', workers), {
        cwd,
      });
    for (const workers of ['1', '2', '3']) expect((await make(workers)).code).toBe(0);
    for (const file of ['data.npz', 'manifest.json']) {
      const [one, two, three] = await Promise.all(
        ['1', '2', '3'].map((name) => readFile(join(cwd, name, file))),
      );
      expect(two.equals(one)).toBe(true);
      expect(three.equals(one)).toBe(true);
    }
  });

  it('takes the sizes and numbers of a split, single ones of them changed', async () => {
    const cwd = await temporaryFolder();
    const { stdout } = await hgn(
      simulate(
        'suite-pendulum',
        '--split',
        'long-test',
        '-n',
        '1',
        '--size',
        '8',
        '--channels',
        '1',
        '--json',
      ),
      { cwd },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      folder: 'data/suite-pendulum-long-test',
      ...{ first: 70000, trajectories: 1, frames: 1024, height: 8, width: 8, channels: 1 },
    });
    const info = await hgn(['dataset', 'info', 'data/suite-pendulum-long-test'], { cwd });
    expect(info.stdout).toMatch(/seed +0, from trajectory 70000 on/);
    const verified = await hgn(['dataset', 'verify', 'data/suite-pendulum-long-test', '--json'], { cwd });
    expect(JSON.parse(verified.stdout)).toMatchObject({ reproducible: true });
    await hgn(simulate('suite-pendulum', '--first', '70000', '-n', '1', '-f', '2', '--out', 'alone'), {
      cwd,
    });
    const [alone, split] = await Promise.all(
      ['alone', 'data/suite-pendulum-long-test'].map((name) => readDataset(join(cwd, name))),
    );
    expect([...alone.q]).toEqual([...split.q.slice(0, 2)]);
  });

  it('names the nearest split, or says that there are none', async () => {
    const cwd = await temporaryFolder();
    const typo = await hgn(simulate('suite-pendulum', '--split', 'long-tset'), { cwd });
    expect(typo.stderr).toBe(
      'hgn simulate: suite-pendulum has no split "long-tset"; did you mean long-test?\n',
    );
    const none = await hgn(simulate('five-body', '--split', 'test'), { cwd });
    expect(none.stderr).toContain(
      'five-body has no splits; say --first, --trajectories and --frames instead',
    );
    expect([typo.code, none.code]).toEqual([2, 2]);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('says how many trajectories were redrawn because a body left the canvas', async () => {
    const cwd = await temporaryFolder();
    const { stdout } = await hgn(simulate('three-body', '-n', '40', '-f', '90', '--out', 'x'), { cwd });
    const redrawn = Number(/, (\d+) redrawn /.exec(stdout)?.[1]);
    expect(redrawn).toBeGreaterThan(0);
    const dataset = await readDataset(join(cwd, 'x'));
    expect(dataset.redrawn).toBe(redrawn);
    const info = await hgn(['dataset', 'info', 'x'], { cwd });
    expect(info.stdout).toContain(`redrawn       ${redrawn} trajector`);
  });

  it('shows the data in a preview, a strip that stands or an animation', async () => {
    const cwd = await temporaryFolder();
    const make = (...more: string[]) =>
      hgn(simulate('pendulum', '-n', '3', '-f', '4', '--out', 'x', ...more), { cwd });
    const { stdout } = await make('--preview', 'shots/a.png');
    expect(stdout).toMatch(/^x: 3 trajectories.*\nshots\/a\.png: preview\n$/);
    const { width, height, data } = decode(await readFile(join(cwd, 'shots', 'a.png')));
    expect([width, height]).toEqual([4 * 98 + 2, 3 * 98 + 2]);
    // Pixel (16, 16) of the first frame, three by three on the page.
    const { frames } = await readDataset(join(cwd, 'x'));
    const at = 4 * ((2 + 3 * 16) * width + 2 + 3 * 16);
    expect([...data.slice(at, at + 3)]).toEqual([...frames.slice(3 * (16 * 32 + 16), 3 * (16 * 32 + 17))]);
    expect((await make('--force', '--preview', 'b.gif')).code).toBe(0);
    expect((await readFile(join(cwd, 'b.gif'))).subarray(0, 6).toString()).toBe('GIF89a');
  });

  it('refuses a preview of another kind, or in the place of a file, before it simulates', async () => {
    const cwd = await temporaryFolder();
    const jpeg = await hgn(simulate('pendulum', '--preview', 'a.jpg'), { cwd });
    expect(jpeg.code).toBe(2);
    expect(jpeg.stderr).toContain('--preview must end in .gif or .png, but got "a.jpg"');
    await writeFile(join(cwd, 'a.png'), 'a holiday');
    const taken = await hgn(simulate('pendulum', '--preview', 'a.png'), { cwd });
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain('a.png: is there already; replace it with --force');
    expect(await readdir(cwd)).toEqual(['a.png']);
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
