import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { GifWriter } from 'omggif';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { npyHeader } from '../../formats/npy.ts';
import { generate } from '../../simulation/generate.ts';
import { convertDataset, openSource, type ConvertOptions } from '../convert/convertDataset.ts';
import { CorruptDatasetError, MissingDecoderError } from '../errors.ts';
import { NpzWriter } from '../folder/npzWriter.ts';
import { readDataset } from '../folder/readDataset.ts';
import { writeDataset } from '../folder/writeDataset.ts';
import { verifyDataset } from '../verifyDataset.ts';
import { openFilms } from './openFilms.ts';

let root: string;
let own: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hgn-import-'));
  own = join(root, 'own');
  await mkdir(own);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function imported(path: string, options: ConvertOptions = {}) {
  await convertDataset(path, join(root, 'imported'), { overwrite: true, ...options });
  await verifyDataset(join(root, 'imported'));
  return readDataset(join(root, 'imported'));
}

const png = (value: number, width = 5) =>
  encode({ width, height: 4, channels: 3, depth: 8, data: new Uint8Array(width * 12).fill(value) });

async function pngFolder(name: string, values: readonly number[]): Promise<void> {
  await mkdir(join(own, name), { recursive: true });
  for (const [i, value] of values.entries()) await writeFile(join(own, name, `${i + 1}.png`), png(value));
}

async function writeStates(
  path: string,
  sequences: number,
  frames: number,
  withEnergy = true,
): Promise<void> {
  const values = (shift: number, count: number) => Float64Array.from({ length: count }, (_, i) => i + shift);
  const npz = await NpzWriter.create(path, {
    q: { dtype: '<f8', shape: [sequences, frames, 2] },
    p: { dtype: '<f8', shape: [sequences, frames, 2] },
    ...(withEnergy && { energy: { dtype: '<f8', shape: [sequences, frames] } as const }),
  });
  await npz.append('q', new Uint8Array(values(0, sequences * frames * 2).buffer));
  await npz.append('p', new Uint8Array(values(0.5, sequences * frames * 2).buffer));
  if (withEnergy) await npz.append('energy', new Uint8Array(values(100, sequences * frames).buffer));
  await npz.close();
}

describe('folders of PNG files', () => {
  test('become trajectories, in the order of their numbers', async () => {
    for (const run of ['run2', 'run10']) {
      await mkdir(join(own, run));
      for (const frame of [1, 2, 10]) {
        await writeFile(join(own, run, `${frame}.png`), png(frame + (run === 'run2' ? 0 : 100)));
      }
    }
    const { frames, q, energy, ...shape } = await imported(own, { dt: 0.25 });
    expect(shape).toMatchObject({ dt: 0.25, trajectories: 2, length: 3, height: 4, width: 5, channels: 3 });
    expect([0, 60, 120, 180, 240, 300].map((at) => frames[at])).toEqual([1, 2, 10, 101, 102, 110]);
    expect(q.length).toBe(0);
    expect(energy.every(Number.isNaN)).toBe(true);
  });

  test('can be cut into pieces of equal length, with every second frame and the states that belong to them', async () => {
    await pngFolder('a', [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await pngFolder('b', [11, 12, 13, 14, 15]);
    await writeStates(join(own, 'states.npz'), 2, 9);
    const { frames, q, p, energy, trajectories, dt } = await imported(own, { frames: 2, every: 2, dt: 0.1 });
    expect([trajectories, dt]).toEqual([3, 0.1]);
    expect([0, 1, 2, 3, 4, 5].map((i) => frames[60 * i])).toEqual([1, 3, 5, 7, 11, 13]);
    expect([...q]).toEqual([0, 1, 4, 5, 8, 9, 12, 13, 18, 19, 22, 23]);
    expect([...p]).toEqual([...q].map((value) => value + 0.5));
    expect([...energy]).toEqual([100, 102, 104, 106, 109, 111]);
  });

  test('frames of different sizes, uneven sequences, broken pictures and states that do not fit are named', async () => {
    await pngFolder('a', [1, 1]);
    await pngFolder('b', [1]);
    await writeFile(join(own, 'a', '2.png'), png(1, 6));
    await expect(openSource(own)).rejects.toThrow(/every sequence must have 2 frames.*b has 1; cut them/);
    await expect(openSource(own, { frames: 3 })).rejects.toThrow(
      /must have 3 frames at least, but the longest, .*a, has 2/,
    );
    await rm(join(own, 'b'), { recursive: true });
    await expect(imported(own)).rejects.toThrow(/must be 5x4x3 like the first, but one of .*a is 6x4x3/);
    await imported(own, { size: 4 });
    await writeStates(join(own, 'states.npz'), 3, 2);
    await expect(openSource(own)).rejects.toThrow(/states\.npz: 'q' and 'p' must be \[1, 2 or more, …\]/);
    await rm(join(own, 'states.npz'));
    await writeFile(join(own, 'a', '2.png'), 'broken');
    await expect(imported(own)).rejects.toThrow(/2\.png is no readable PNG/);
    await rm(join(own, 'a'), { recursive: true });
    await expect(openSource(own)).rejects.toThrow(/must hold videos, animated GIFs, PNG files or folders/);
  });
});

describe('pictures', () => {
  test('are cut to their middle square and averaged', async () => {
    // Columns 0 and 5 are cut off; of the four by four in the middle, each quarter is averaged.
    const data = Uint8Array.from(
      { length: 24 },
      (_, i) => [255, 10, 20, 30, 40, 255][i % 6] + Math.floor(i / 6),
    );
    await writeFile(join(own, '1.png'), encode({ width: 6, height: 4, channels: 1, depth: 8, data }));
    const { frames, width, channels } = await imported(own, { size: 2 });
    expect([width, channels]).toEqual([2, 1]);
    expect([...frames]).toEqual([15.5, 35.5, 17.5, 37.5].map(Math.round));
    const coloured = await imported(own, { size: 2, channels: 3 });
    expect([...coloured.frames.subarray(0, 6)]).toEqual([16, 16, 16, 36, 36, 36]);
  });

  test('are averaged with shares where sizes do not divide each other, and keep their brightness', async () => {
    const data = Uint8Array.from({ length: 25 }, (_, i) => (i * 37) % 200);
    await writeFile(join(own, '1.png'), encode({ width: 5, height: 5, channels: 1, depth: 8, data }));
    const { frames } = await imported(own, { size: 3 });
    const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(frames) - mean(data))).toBeLessThan(0.5);
    // The middle pixel covers two thirds of pixel 1, all of 2 and two thirds of 3 along each axis.
    const third = [1 / 3, 1, 1 / 3].map((share) => share * (3 / 5));
    const expected = third.reduce(
      (sum, a, j) => sum + third.reduce((inner, b, i) => inner + a * b * data[(j + 1) * 5 + i + 1], 0),
      0,
    );
    expect(frames[4]).toBe(Math.round(expected));
  });

  test('in colour become grey as the eye sees them', async () => {
    const rgb = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255);
    await writeFile(join(own, '1.png'), encode({ width: 2, height: 2, channels: 3, depth: 8, data: rgb }));
    expect([...(await imported(own, { channels: 1 })).frames]).toEqual([76, 150, 29, 255]);
  });
});

describe('an npz', () => {
  const small = generate('suite-two-body', { seed: 2, trajectories: 3, frames: 4 });

  test('of frames with states is taken as it is', async () => {
    await writeDataset(join(root, 'original'), small);
    const result = await imported(join(root, 'original', 'data.npz'), { dt: 0.05 });
    for (const name of ['frames', 'q', 'p', 'energy', 'dt'] as const)
      expect(result[name]).toEqual(small[name]);
  });

  test('that is compressed, without an axis for channels and with float32 states', async () => {
    const npy = (dtype: '|u1' | '<f4', shape: readonly number[], data: ArrayBuffer) => {
      const header = npyHeader({ dtype, shape });
      const file = new Uint8Array(header.length + data.byteLength);
      file.set(header);
      file.set(new Uint8Array(data), header.length);
      return file;
    };
    const frames = Uint8Array.from({ length: 2 * 3 * 4 * 4 }, (_, i) => i);
    const q = Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5);
    const zip = zipSync({
      'frames.npy': npy('|u1', [2, 3, 4, 4], frames.buffer),
      'q.npy': npy('<f4', [2, 3, 1], q.buffer),
      'p.npy': npy('<f4', [2, 3, 1], q.map((value) => -value).buffer),
    });
    await writeFile(join(root, 'x.npz'), zip);
    const result = await imported(join(root, 'x.npz'));
    expect(result).toMatchObject({ trajectories: 2, length: 3, width: 4, channels: 1, coordinates: 1 });
    expect(result.frames).toEqual(frames);
    expect([...result.q]).toEqual([...q]);
    expect([...result.p]).toEqual([...q].map((value) => -value));
    expect(result.energy.every(Number.isNaN)).toBe(true);
  });

  test('that is none, or holds something else, is named', async () => {
    await writeFile(join(root, 'bad.npz'), 'PK');
    await expect(openSource(join(root, 'bad.npz'))).rejects.toThrow(CorruptDatasetError);
    await writeStates(join(root, 'states.npz'), 1, 2);
    await expect(openSource(join(root, 'states.npz'))).rejects.toThrow(/must hold an array 'frames'/);
  });
});

describe('animated GIFs', () => {
  /** Two pixels on a ground of black; the second picture is one pixel only, laid over the first. */
  function gif(disposal: number, delay = 20): Uint8Array {
    const bytes = new Uint8Array(1000);
    const writer = new GifWriter(bytes, 2, 2, { palette: [0x000000, 0xff0000, 0x00ff00, 0x0000ff] });
    writer.addFrame(0, 0, 2, 2, [1, 1, 1, 1], { delay: 20 });
    writer.addFrame(1, 1, 1, 1, [2], { delay: 20, disposal });
    writer.addFrame(0, 0, 1, 1, [3], { delay });
    return bytes.slice(0, writer.end());
  }
  const red = [255, 0, 0];
  const green = [0, 255, 0];
  const blue = [0, 0, 255];
  const nothing = [0, 0, 0];

  test.each([
    [1, green],
    [2, nothing],
    [3, red],
  ])('are composed picture by picture, with disposal %d', async (disposal, corner) => {
    await writeFile(join(own, 'a.gif'), gif(disposal));
    const { frames, dt, length } = await imported(own);
    expect([length, dt]).toEqual([3, 0.2]);
    expect([...frames]).toEqual([
      ...red,
      ...red,
      ...red,
      ...red,
      ...red,
      ...red,
      ...red,
      ...green,
      ...blue,
      ...red,
      ...red,
      ...corner,
    ]);
  });

  test('without a control block before a picture take nothing from the one before another', async () => {
    const bytes = gif(2);
    // The second control block (disposal 2, a delay) goes, and the comment that stands in its place says nothing.
    const second = bytes.indexOf(0x2c, bytes.indexOf(0x2c) + 1) - 8;
    expect([...bytes.subarray(second, second + 3)]).toEqual([0x21, 0xf9, 4]);
    const bare = Uint8Array.from([
      ...bytes.subarray(0, second),
      ...[0x21, 0xfe, 1, 65, 0],
      ...bytes.subarray(second + 8),
    ]);
    await writeFile(join(own, 'a.gif'), bare);
    await expect(openSource(own)).rejects.toThrow(/a\.gif shows its pictures for 0, 0\.2 s/);
    const timeless = Uint8Array.from(bare);
    for (let at = 13; at < timeless.length; at++) {
      if (timeless[at] === 0x21 && timeless[at + 1] === 0xf9) timeless[at + 4] = 0;
    }
    // The third picture has the corner of the second: it was not cleared.
    await writeFile(join(own, 'a.gif'), timeless);
    expect([...(await imported(own)).frames.subarray(-3)]).toEqual(green);
    // Cut off anywhere it is refused, and never hangs.
    for (let end = 13; end < bare.length; end++) {
      await writeFile(join(own, 'a.gif'), bare.subarray(0, end));
      await expect(openSource(own)).rejects.toThrow(/a\.gif/);
    }
  });

  test('alone are a dataset of one trajectory; uneven delays are whole numbers of their common divisor', async () => {
    await writeFile(join(root, 'a.gif'), gif(1, 50));
    expect(await imported(join(root, 'a.gif'))).toMatchObject({ trajectories: 1, length: 9, dt: 0.1 });
    await writeFile(join(root, 'b.gif'), 'GIF89a and nothing more');
    await expect(openSource(join(root, 'b.gif'))).rejects.toThrow(/b\.gif is no readable GIF/);
  });
});

const hasFfmpeg = (() => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
if (!hasFfmpeg) console.warn('SKIPPED: the import of videos needs ffmpeg');

describe('videos', () => {
  const data = generate('two-body', { seed: 4, trajectories: 2, frames: 9 });
  const frameBytes = 32 * 32 * 3;

  /** Makes a video of a trajectory with ffmpeg, 8 frames a second. */
  function makeVideo(path: string, trajectory: number, encoder: readonly string[]): void {
    const start = trajectory * 9 * frameBytes;
    const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', '32x32', '-r', '8', '-i', 'pipe:0'];
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, ...encoder, path], {
      input: data.frames.subarray(start, start + 9 * frameBytes),
    });
  }

  test.skipIf(!hasFfmpeg)('without loss come back bit by bit, with their frame rate and states', async () => {
    for (const i of [0, 1]) makeVideo(join(own, `run${i + 1}.mkv`), i, ['-c:v', 'ffv1', '-pix_fmt', 'bgr0']);
    await writeStates(join(own, 'states.npz'), 2, 9, false);
    const result = await imported(own);
    expect(result).toMatchObject({ trajectories: 2, length: 9, dt: 0.125, coordinates: 2 });
    expect(result.frames).toEqual(data.frames);
    expect(result.q[18]).toBe(18);
    const cut = await imported(own, { frames: 2, every: 2 });
    expect(cut).toMatchObject({ trajectories: 4, length: 2, dt: 0.25 });
    expect(cut.frames.subarray(0, frameBytes)).toEqual(data.frames.subarray(0, frameBytes));
    expect(cut.frames.subarray(frameBytes, 2 * frameBytes)).toEqual(
      data.frames.subarray(2 * frameBytes, 3 * frameBytes),
    );
  });

  test.skipIf(!hasFfmpeg)(
    'in MPEG-4 come back nearly so, also when many frames have to be skipped',
    async () => {
      makeVideo(join(own, 'a.mp4'), 0, ['-c:v', 'mpeg4', '-qscale:v', '2']);
      const { frames, length } = await imported(own);
      expect(length).toBe(9);
      const error =
        frames.reduce((sum, value, i) => sum + Math.abs(value - data.frames[i]), 0) / frames.length;
      expect(error).toBeLessThan(8);
      expect((await imported(own, { frames: 2 })).trajectories).toBe(4);
    },
  );

  test.skipIf(!hasFfmpeg)('that cannot be decoded are named with the reason', async () => {
    await writeFile(join(own, 'a.mp4'), 'this is no video');
    await expect(openSource(own)).rejects.toThrow(CorruptDatasetError);
    await expect(openSource(own)).rejects.toThrow(/a\.mp4 cannot be decoded by ffmpeg: .*Invalid data/);
  });

  test('without ffmpeg say how to get it, and leave nothing', async () => {
    await writeFile(join(own, 'a.mp4'), 'whatever');
    const options = { ffmpeg: join(root, 'nowhere', 'ffmpeg') };
    await expect(openSource(own, options)).rejects.toThrow(MissingDecoderError);
    await expect(imported(own, options)).rejects.toThrow(/a\.mp4 needs .*ffmpeg.*apt install ffmpeg/);
    expect((await readdir(root)).sort()).toEqual(['own']);
  });
});

test.each([
  [{ dt: 0 }, 'dt must be positive, but got 0'],
  [{ size: 1 }, 'size must be an integer from 2, but got 1'],
  [{ frames: 0 }, 'frames must be an integer from 1, but got 0'],
  [{ every: 1.5 }, 'every must be an integer from 1, but got 1.5'],
  [{ channels: 2 as 1 }, 'channels must be 1 or 3, but got 2'],
])('options out of their range are told: %o', async (options, message) => {
  await expect(openSource(own, options)).rejects.toThrow(message);
});

test('a file of another kind is told what there may be', async () => {
  await writeFile(join(root, 'one.png'), 'a picture');
  await expect(openSource(join(root, 'one.png'))).rejects.toThrow(
    /one\.png must be a dataset, a video, a \.gif, an \.npz or \.npy file, .*; put pictures into a folder/,
  );
});

test('a folder of JPEG files is refused by name, with the command that makes it a film', async () => {
  await mkdir(join(own, 'run'), { recursive: true });
  for (const name of ['10.JPG', '9.JPG', 'thumbnail.png']) await writeFile(join(own, 'run', name), png(1));
  const refused =
    /run must hold its pictures as PNG files, but holds 2 of other kinds \(9\.JPG, …\); .* -i '.*run\/\*\.JPG' film\.mp4/;
  await expect(openSource(own)).rejects.toThrow(refused);
  await expect(openFilms(join(own, 'run'))).rejects.toThrow(refused);
});

test('options for frames of one’s own are refused for a dataset', async () => {
  await writeDataset(join(root, 'data'), generate('pendulum', { seed: 1, trajectories: 1, frames: 2 }));
  await expect(openSource(join(root, 'data'), { size: 16 })).rejects.toThrow(
    /the option size is for frames of one's own/,
  );
});
