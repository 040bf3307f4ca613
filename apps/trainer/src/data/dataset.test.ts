import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDataset } from '@hgn/datasets/node';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';

const simulate = (...args: string[]) => ['simulate', ...args];

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
    expect(info.stdout).toMatch(/states +1 coordinate q, as many momenta p/);
    expect(info.stdout).toMatch(/parameters +mass, length, gravity, potentialFactor, friction/);
    const verified = await hgn(['dataset', 'verify', 'x', '--json'], { cwd });
    expect(JSON.parse(verified.stdout)).toEqual({ folder: 'x', intact: true, reproducible: true });
  });

  it('names the file when a data set is missing, truncated or damaged', async () => {
    const cwd = await temporaryFolder();
    const missing = await hgn(['dataset', 'info', 'nowhere'], { cwd });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/nowhere is missing/);

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
    expect(truncated.stderr).toMatch(/data\.npz: must have \d+ bytes by the manifest, but has \d+/);
    await writeFile(data, whole);
    const manifest = join(cwd, 'x', 'manifest.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"seed": 0', '"seed": 1'));
    const disagreeing = await hgn(['dataset', 'verify', 'x'], { cwd });
    expect(disagreeing.code).toBe(1);
    expect(disagreeing.stderr).toContain('manifest.json: the manifest does not match its own checksum');
    for (const { stderr, stdout } of [missing, damaged, truncated, disagreeing]) {
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

describe('hgn dataset convert', () => {
  it('writes HDF5 and the layout of the suite, and comes back to the same bytes', async () => {
    const cwd = await temporaryFolder();
    await hgn(simulate('suite-two-body-colors', '-n', '2', '-f', '4', '--out', 'x'), { cwd });
    const convert = (...args: string[]) => hgn(['dataset', 'convert', ...args], { cwd });
    const { code, stdout, stderr } = await convert('x', 'x.h5');
    expect([code, stdout]).toEqual([0, 'x.h5: 2 trajectories of 4 frames, 32x32x3, dt 0.05, with states\n']);
    expect(stderr).toContain('convert  2/2');
    expect((await convert('x.h5', 'back')).code).toBe(0);
    expect(await readFile(join(cwd, 'back/data.npz'))).toEqual(await readFile(join(cwd, 'x/data.npz')));

    const suite = await convert('x', 'suite', '--format', 'tfrecord', '--split', 'test', '--json');
    expect(JSON.parse(suite.stdout)).toMatchObject({ from: 'x', to: 'suite', trajectories: 2, frames: 4 });
    expect((await readdir(join(cwd, 'suite'))).sort()).toEqual(['features.txt', 'test.tfrecord']);
    for (const path of ['x.h5', 'suite', 'suite/test.tfrecord']) {
      expect((await hgn(['dataset', 'verify', path], { cwd })).stdout).toContain(`${path}: intact`);
      expect((await hgn(['dataset', 'info', path], { cwd })).stdout).toMatch(/states +4 coordinates q/);
    }
    const verified = await hgn(['dataset', 'verify', 'x.h5', '--json'], { cwd });
    expect(JSON.parse(verified.stdout)).toMatchObject({ reproducible: true });
  });

  it('replaces a data set only with --force, and other files never', async () => {
    const cwd = await temporaryFolder();
    await hgn(simulate('pendulum', '-n', '1', '-f', '2', '--out', 'x'), { cwd });
    const convert = (...args: string[]) => hgn(['dataset', 'convert', 'x', ...args], { cwd });
    for (const to of [['y.h5'], ['suite', '--format', 'tfrecord']]) {
      expect((await convert(...to)).code).toBe(0);
      expect((await convert(...to)).stderr).toContain(
        `${to[0]}: holds a data set already; replace it with --force`,
      );
      expect((await convert(...to, '--force')).code).toBe(0);
    }
    await writeFile(join(cwd, 'suite', 'thesis.tex'), 'years of work');
    expect((await convert('suite', '--force')).stderr).toContain('suite: holds files that are no data set');
    await writeFile(join(cwd, 'thesis.tex'), 'years of work');
    expect((await convert('thesis.tex', '--force')).stderr).toContain(
      'thesis.tex: is a file and no data set',
    );
    expect(await readFile(join(cwd, 'thesis.tex'), 'utf8')).toBe('years of work');
  });

  it('stops when asked to, leaving nothing behind', async () => {
    const cwd = await temporaryFolder();
    await hgn(simulate('pendulum', '-n', '2', '-f', '2', '--out', 'x'), { cwd });
    const signal = AbortSignal.abort();
    const { code, stderr } = await hgn(['dataset', 'convert', 'x', 'y.h5'], { cwd, signal });
    expect([code, stderr]).toEqual([130, 'hgn dataset convert: stopped; y.h5 was not written\n']);
    expect(await readdir(cwd)).toEqual(['x']);
  });
});

describe('hgn dataset import', () => {
  it('makes a data set of an animation, cut and resized', async () => {
    const cwd = await temporaryFolder();
    await hgn(simulate('pendulum', '-n', '1', '-f', '9', '--out', 'x', '--preview', 'a.gif'), { cwd });
    const { code, stdout } = await hgn(
      [
        'dataset',
        'import',
        'a.gif',
        'y',
        ...['--size', '16', '--channels', '1', '--frames', '2', '--every', '2'],
      ],
      { cwd },
    );
    // Frames 0, 2, … 8, two each.
    expect([code, stdout]).toEqual([0, 'y: 2 trajectories of 2 frames, 16x16x1, dt 0.25, no states\n']);
    const { frames } = await readDataset(join(cwd, 'y'));
    expect(Math.max(...frames)).toBeGreaterThan(100);
    expect((await hgn(['dataset', 'info', 'y'], { cwd })).stdout).toMatch(/states +none/);
    const verified = await hgn(['dataset', 'verify', 'y', '--json'], { cwd });
    expect(JSON.parse(verified.stdout)).toEqual({ folder: 'y', intact: true, reproducible: null });
  });

  it('takes states that lie beside the frames', async () => {
    const cwd = await temporaryFolder();
    await hgn(simulate('pendulum', '-n', '2', '-f', '3', '--out', 'x'), { cwd });
    await rm(join(cwd, 'x', 'manifest.json'));
    const { stdout } = await hgn(['dataset', 'import', 'x/data.npz', 'y', '--dt', '0.125'], { cwd });
    expect(stdout).toBe('y: 2 trajectories of 3 frames, 32x32x3, dt 0.125, with states\n');
  });

  it('asks for the axes of an array that could be two things, says what to do next, and counts all of its time', async () => {
    const cwd = await temporaryFolder();
    await hgn(simulate('pendulum', '-n', '1', '-f', '3', '--size', '16', '--out', 'x'), { cwd });
    const { frames } = await readDataset(join(cwd, 'x'));
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 16, 16, 3), }".padEnd(117) + '\n';
    const npy = Buffer.concat([Buffer.from('934e554d5059010076' + '00', 'hex'), Buffer.from(header), frames]);
    await writeFile(join(cwd, 'film.npy'), npy);
    const asked = await hgn(['dataset', 'import', 'film.npy', 'y'], { cwd });
    expect([asked.code, asked.stdout]).toEqual([1, '']);
    expect(asked.stderr).toMatch(
      /film\.npy: 'frames' \[3, 16, 16, 3\] could be .* or frame,height,width,channel; say which/,
    );
    const told = await hgn(['dataset', 'import', 'film.npy', 'y', '--layout', 'frame,height,width,channel'], {
      cwd,
    });
    expect(told.stdout).toBe('y: 1 trajectory of 3 frames, 16x16x3, dt 0.05, no states\n');
    expect(told.stderr).toMatch(
      /import {2}1\/1.*\nnext: hgn train --data y --out runs\/y to learn from it\n$/s,
    );
    expect((await readDataset(join(cwd, 'y'))).frames).toEqual(frames);
  });

  it('writes no folder under the name of a format that it does not know', async () => {
    const cwd = await temporaryFolder();
    await hgn(simulate('pendulum', '-n', '1', '-f', '2', '--out', 'x'), { cwd });
    for (const name of ['film.xyz', 'film.npz', 'film.mp4']) {
      const { code, stderr } = await hgn(['dataset', 'convert', 'x', name], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain(
        `${name}: ends in ${name.slice(4)}, which is no format of data sets; end it in .h5`,
      );
    }
    const mixed = await hgn(['dataset', 'convert', 'x', 'film.h5', '--format', 'npz'], { cwd });
    expect(mixed.stderr).toContain('film.h5: ends in .h5, but --format npz writes a folder');
    expect(await readdir(cwd)).toEqual(['x']);
    expect((await hgn(['dataset', 'convert', 'x', 'spring.2'], { cwd })).code).toBe(0);
  });

  it('names what cannot be imported', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'empty'));
    const empty = await hgn(['dataset', 'import', 'empty', 'y'], { cwd });
    expect(empty.stderr).toMatch(
      /empty must hold videos, animated GIFs, PNG files or folders of them, but holds none/,
    );
    await writeFile(join(cwd, 'film.mp4'), 'no film');
    const undecoded = await hgn(['dataset', 'import', 'film.mp4', 'y', '--ffmpeg', 'no-such-decoder'], {
      cwd,
    });
    expect(undecoded.stderr).toMatch(/film\.mp4 needs no-such-decoder, which was not found; install it/);
    const missing = await hgn(['dataset', 'import', 'nofile.mp4', 'y'], { cwd });
    expect(missing.stderr).toMatch(/importFrames: .*nofile\.mp4 is missing; check the path\n$/);
    expect(missing.stderr).not.toContain('readDataset');
    const usage = await hgn(['dataset', 'import', 'film.mp4', 'y', '--channels', '2'], { cwd });
    expect(usage.stderr).toMatch(/--channels.*Allowed choices are 1, 3/);
    expect([empty.code, undecoded.code, usage.code]).toEqual([1, 2, 2]);
    expect((await readdir(cwd)).sort()).toEqual(['empty', 'film.mp4']);
  });
});
