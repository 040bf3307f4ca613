import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpz, type ReadArray } from '@hgn/testing';
import { shapesOf, trainTiny } from '../../test/filmRuns.ts';
import { hgn } from '../../test/io.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'hgn-'));
  await trainTiny(cwd, 'run');
  await hgn(['simulate', 'mass-spring', '-n', '3', '-f', '8', '--seed', '4', '--out', 'eight'], { cwd });
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const npz = async (name: string): Promise<Record<string, ReadArray>> =>
  readNpz(await readFile(join(cwd, name)));

describe('hgn rollout', () => {
  const rollout = (...args: string[]) => hgn(['rollout', 'run', '--frames', '7', ...args], { cwd });

  it('writes arrays that NumPy reads, with the truth beside them', async () => {
    const { code, stdout } = await rollout('--out', 'a.npz', '--trajectories', '2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'a.npz',
      trajectories: 2,
      frames: 7,
      until: 0.75,
      truth: true,
    });
    const arrays = await npz('a.npz');
    expect(shapesOf(arrays)).toEqual({
      frames: [2, 7, 32, 32, 3],
      q: [2, 7, 2],
      p: [2, 7, 2],
      energy: [2, 7],
      dHdq: [2, 7, 2],
      dHdp: [2, 7, 2],
      times: [7],
      truth: [2, 7, 32, 32, 3],
    });
    // The kinetic energy of this model is p^2 / 2 per coordinate.
    Array.from(arrays.p.data).forEach((p, i) => expect(arrays.dHdp.data[i]).toBeCloseTo(p, 5));
  });

  it('runs into the past, and faster', async () => {
    const { stdout } = await rollout('--out', 'past.npz', '--backward', '--speed', '2');
    expect(stdout).toBe('past.npz: 4 rollouts of 7 frames, from time 0 to -1.5\n');
  });

  it('draws in the colours of a theme, and without one in those of the reader', async () => {
    for (const theme of ['light', 'dark']) {
      const options = ['--theme', theme, '--trajectories', '1'];
      expect((await rollout('--out', `${theme}.svg`, ...options)).code).toBe(0);
      expect((await rollout('--out', `${theme}.png`, ...options)).code).toBe(0);
    }
    await rollout('--out', 'reader.svg', '--trajectories', '1');
    const [light, dark, reader] = await Promise.all(
      ['light', 'dark', 'reader'].map((name) => readFile(join(cwd, `${name}.svg`), 'utf8')),
    );
    expect(light).toContain('fill="#ffffff"');
    expect(dark).toContain('fill="#14171c"');
    expect(light + dark).not.toContain('var(');
    expect(reader).toContain('prefers-color-scheme:dark');
    const gap = async (name: string): Promise<number[]> => {
      const { data, channels } = decode(await readFile(join(cwd, name)));
      return [...data.subarray(64 * channels, 64 * channels + 3)];
    };
    expect(await gap('light.png')).toEqual([255, 255, 255]);
    expect(await gap('dark.png')).toEqual([0x14, 0x17, 0x1c]);
    const { code, stderr } = await rollout('--out', 'x.svg', '--theme', 'sepia');
    expect(code).toBe(2);
    expect(stderr).toContain('light, dark');
  });

  it('shows the same truth at every speed', async () => {
    const truthAt = async (name: string, ...args: string[]): Promise<Buffer> => {
      await rollout('--out', name, '--trajectories', '1', ...args);
      return Buffer.from((await npz(name)).truth.data as Uint8Array);
    };
    const frame = (npy: Buffer, index: number): Buffer => {
      const size = 32 * 32 * 3;
      const start = npy.length - (7 - index) * size;
      return npy.subarray(start, start + size);
    };
    const normal = await truthAt('normal.npz');
    const double = await truthAt('double.npz', '--speed', '2');
    const half = await truthAt('half.npz', '--speed', '0.5');
    expect(frame(double, 2).equals(frame(normal, 4))).toBe(true);
    expect(frame(half, 6).equals(frame(normal, 3))).toBe(true);
    expect(frame(half, 1).equals(frame(normal, 1))).toBe(false);
  });

  it('is the same film however long, and shows how far it is', async () => {
    const { stderr } = await hgn(['rollout', 'run', '-n', '1', '--frames', '150', '--out', 'long.npz'], {
      cwd,
    });
    expect(stderr).toMatch(/^frames {2}64\/150/m);
    expect(stderr).toMatch(/150\/150/);
    await hgn(['rollout', 'run', '-n', '1', '--frames', '70', '--out', 'shorter.npz'], { cwd });
    const [long, shorter] = [await npz('long.npz'), await npz('shorter.npz')];
    expect(long.frames.shape).toEqual([1, 150, 32, 32, 3]);
    expect(Array.from(long.q.data).slice(0, 70 * 2)).toEqual(Array.from(shorter.q.data));
    expect(Array.from(long.frames.data).slice(-3072 * 80, -3072 * 79)).not.toEqual(
      Array.from(long.frames.data).slice(-3072),
    );
  });

  it('stops when it is asked to, and writes nothing', async () => {
    const stop = new AbortController();
    stop.abort();
    const { code, stderr } = await hgn(
      ['rollout', 'run', '-d', 'eight', '-n', '1', '-f', '80', '-o', 'b.npz'],
      {
        cwd,
        signal: stop.signal,
      },
    );
    expect(stderr).toContain('stopped; nothing was written');
    expect(code).toBe(130);
    expect(await readdir(cwd)).not.toContain('b.npz');
  });

  it('does without the truth where it is not known', async () => {
    const { stdout } = await rollout('--out', 'odd.npz', '--speed', '0.317', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ truth: false });
  });

  it('draws pictures', async () => {
    expect((await rollout('--out', 'a.png', '--trajectories', '1')).code).toBe(0);
    const { width, height } = decode(await readFile(join(cwd, 'a.png')));
    expect([width, height]).toEqual([7 * 66 - 2, 2 * 66 - 2]);
    expect((await rollout('--out', 'a.svg')).code).toBe(0);
    expect(await readFile(join(cwd, 'a.svg'), 'utf8')).toMatch(/^<svg/);
    expect((await rollout('--out', 'a.gif', '--trajectories', '1')).code).toBe(0);
    expect((await readFile(join(cwd, 'a.gif'))).toString('latin1', 0, 6)).toBe('GIF89a');
  });

  it('starts from the frames of a data set', async () => {
    await hgn(['simulate', 'mass-spring', '-n', '2', '-f', '8', '--out', 'short'], { cwd });
    const { code } = await rollout('--data', 'short', '--trajectories', '2', '--out', 'from-data.npz');
    expect(code).toBe(0);
    const few = await rollout('--data', 'short', '--trajectories', '3', '--out', 'more.npz');
    expect(few.code).toBe(1);
    expect(few.stderr).toMatch(/short: holds 2 trajectories of 8 frames, but 3 of at least 5 are needed/);
  });

  it('refuses frames at another distance in time than the model learnt', async () => {
    await hgn(['simulate', 'mass-spring', '-n', '1', '-f', '8', '--dt', '0.1', '--out', 'finer'], { cwd });
    const { code, stderr } = await rollout('--data', 'finer', '--trajectories', '1', '--out', 'finer.npz');
    expect(code).toBe(1);
    expect(stderr).toMatch(/finer: frames are 0\.1 apart, but the model learnt from frames 0\.125 apart/);
  });

  it('refuses other endings and files that are there', async () => {
    const ending = await rollout('--out', 'a.mp4');
    expect(ending.code).toBe(2);
    expect(ending.stderr).toMatch(/--out must end in \.npz, \.png, \.svg, \.gif, but got "a\.mp4"/);
    await rollout('--out', 'taken.npz');
    const taken = await rollout('--out', 'taken.npz');
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(/taken\.npz: is there already; replace it with --force/);
    expect((await rollout('--out', 'taken.npz', '--force')).code).toBe(0);
  });
});

describe('hgn interpolate', () => {
  const interpolate = (...args: string[]) => hgn(['interpolate', 'run', ...args], { cwd });

  it('goes from one inferred state to another', async () => {
    const { code, stdout } = await interpolate('--points', '5', '--out', 'i.npz', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ points: 5, path: 'linear', frames: 1, until: 0 });
    const { z, way, ...arrays } = await npz('i.npz');
    expect(z.shape).toEqual([5, 4]);
    expect(arrays.frames.shape).toEqual([5, 1, 32, 32, 3]);
    expect(Array.from(way.data)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const at = (i: number, k: number) => z.data[4 * i + k];
    for (const k of [0, 1, 2, 3]) expect(at(1, k)).toBeCloseTo(0.75 * at(0, k) + 0.25 * at(4, k), 6);
  });

  it('begins and ends at the trajectories that it is told, of a data set too', async () => {
    await interpolate('--data', 'eight', '--from', '2', '--to', '0', '--points', '2', '--out', 'back.npz');
    await interpolate('--data', 'eight', '--from', '0', '--to', '2', '--points', '3', '--out', 'forth.npz');
    const [back, forth] = [(await npz('back.npz')).z, (await npz('forth.npz')).z];
    const row = ({ data }: ReadArray, i: number) => Array.from(data).slice(4 * i, 4 * i + 4);
    expect(row(back, 1)).toEqual(row(forth, 0));
    expect(row(back, 0)).toEqual(row(forth, 2));
    const few = await interpolate('--data', 'eight', '--to', '3', '--out', 'none.npz');
    expect(few.code).toBe(1);
    expect(few.stderr).toMatch(/eight: holds 3 trajectories of 8 frames, but 4 of at least 5 are needed/);
  });

  it('goes along an arc between two draws of the prior', async () => {
    const arc = ['--prior', '--path', 'spherical', '--seed', '3', '--points', '9'];
    expect((await interpolate(...arc, '--out', 'arc.npz')).code).toBe(0);
    const { z } = await npz('arc.npz');
    const row = (i: number) => Array.from(z.data).slice(4 * i, 4 * i + 4);
    const angle = (a: number[], b: number[]) =>
      Math.acos(a.reduce((sum, x, k) => sum + x * b[k], 0) / Math.hypot(...a) / Math.hypot(...b));
    const whole = angle(row(0), row(8));
    // Constant angular speed holds for ends of one length; here the sum of the parts must be the whole.
    const parts = Array.from({ length: 8 }, (_, i) => angle(row(i), row(i + 1)));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(whole, 4);
    expect((await interpolate('--prior', '--seed', '3', '--points', '2', '--out', 'ends.npz')).code).toBe(0);
    expect(Array.from((await npz('ends.npz')).z.data)).toEqual([...row(0), ...row(8)]);
  });

  it('draws one strip of still pictures, or a film for every point', async () => {
    expect((await interpolate('--points', '4', '--out', 'i.png')).stdout).toBe(
      'i.png: 4 points on a linear path, 1 frame each\n',
    );
    const strip = decode(await readFile(join(cwd, 'i.png')));
    expect([strip.width, strip.height]).toEqual([4 * 66 - 2, 66 - 2]);
    expect((await interpolate('--points', '4', '--frames', '6', '--out', 'films.png')).code).toBe(0);
    const films = decode(await readFile(join(cwd, 'films.png')));
    expect([films.width, films.height]).toEqual([6 * 66 - 2, 4 * 66 - 2]);
    expect((await interpolate('--points', '3', '--frames', '2', '--out', 'films.svg')).code).toBe(0);
    expect(await readFile(join(cwd, 'films.svg'), 'utf8')).toContain('50 % of the way');
    expect((await interpolate('--points', '3', '--out', 'morph.gif')).code).toBe(0);
  });

  it('says what does not go together', async () => {
    const same = await interpolate('--from', '1', '--out', 'x.npz');
    expect(same.code).toBe(2);
    expect(same.stderr).toContain('--from and --to must differ, but both are 1');
    const both = await interpolate('--prior', '--data', 'eight', '--out', 'x.npz');
    expect(both.code).toBe(2);
    expect(both.stderr).toContain('leave one out');
    const path = await interpolate('--path', 'straight', '--out', 'x.npz');
    expect(path.code).toBe(2);
    expect(path.stderr).toContain('linear, spherical');
  });
});
