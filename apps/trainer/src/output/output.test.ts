import { decode } from 'fast-png';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { contactSheet, type Film, moment, thinned } from './film.ts';
import { encodeGif } from './gif.ts';
import { encodeNpz } from './npz.ts';
import { encodePicture } from './png.ts';
import { paperOf } from './theme.ts';

const grey = (...levels: number[]): Uint8Array => Uint8Array.from(levels.flatMap((level) => [level, level]));
const film: Film = {
  rows: [
    { label: 'truth', frames: grey(10, 20, 30) },
    { label: 'truth', frames: grey(40, 50, 60) },
    { label: 'model', frames: grey(70, 80, 90) },
  ],
  length: 3,
  height: 2,
  width: 1,
  channels: 1,
};

const redAt = ({ rgba, width }: { rgba: Uint8Array; width: number }, x: number, y: number): number =>
  rgba[(y * width + x) * 4];

describe('pictures of rollouts', () => {
  it('put every frame on a contact sheet', () => {
    const sheet = contactSheet(film, { scale: 2, gap: 1 });
    expect([sheet.width, sheet.height]).toEqual([3 * 3 - 1, 3 * 5 - 1]);
    expect([0, 3, 6].map((x) => redAt(sheet, x, 0))).toEqual([10, 20, 30]);
    expect([0, 5, 10].map((y) => redAt(sheet, 1, y))).toEqual([10, 40, 70]);
    expect(redAt(sheet, 2, 0)).toBe(255);
  });

  it('leave frames out evenly where a page is too narrow for all', () => {
    expect(thinned(film, 3)).toEqual(film);
    const { length, rows } = thinned(film, 2);
    expect(length).toBe(2);
    expect(rows.map(({ frames }) => [frames[0], frames[2]])).toEqual([
      [10, 30],
      [40, 60],
      [70, 90],
    ]);
  });

  it('put rows of one label side by side in a moment', () => {
    const picture = moment(film, 1, { scale: 1, gap: 0 });
    expect([picture.width, picture.height]).toEqual([2, 4]);
    expect([redAt(picture, 0, 0), redAt(picture, 1, 0), redAt(picture, 0, 2)]).toEqual([20, 50, 80]);
  });

  it('have the paper of a theme between them', () => {
    const sheet = contactSheet(film, { scale: 2, gap: 1, paper: paperOf('dark') });
    expect([...sheet.rgba.subarray(4 * 2, 4 * 3)]).toEqual([0x14, 0x17, 0x1c, 255]);
    expect(paperOf(undefined)).toEqual([255, 255, 255]);
  });

  it('survive PNG', () => {
    const sheet = contactSheet(film, { scale: 1, gap: 1 });
    const { data, width, height, channels } = decode(encodePicture(sheet));
    expect([width, height, channels]).toEqual([sheet.width, sheet.height, 3]);
    expect([...data].filter((_, i) => i % 3 === 0)).toEqual([...sheet.rgba].filter((_, i) => i % 4 === 0));
  });

  it('make a GIF with one image per frame', () => {
    const bytes = encodeGif(film, { scale: 2, delay: 120 });
    expect(new TextDecoder().decode(bytes.subarray(0, 6))).toBe('GIF89a');
    expect(bytes.at(-1)).toBe(0x3b);
    const controls = bytes.reduce(
      (count, byte, i) => count + (byte === 0x21 && bytes[i + 1] === 0xf9 && bytes[i + 2] === 4 ? 1 : 0),
      0,
    );
    expect(controls).toBe(3);
  });
});

describe('encodeNpz', () => {
  it('writes headers that NumPy reads', () => {
    const file = unzipSync(
      encodeNpz({
        q: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
        n: { shape: [1], data: Uint8Array.of(7) },
      }),
    );
    const q = file['q.npy'];
    const headerLength = 10 + q[8] + 256 * q[9];
    expect(headerLength % 64).toBe(0);
    expect([...q.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    expect(new TextDecoder().decode(q.subarray(10, headerLength))).toMatch(
      /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/,
    );
    expect(new Float32Array(q.slice(headerLength).buffer)).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(new TextDecoder().decode(file['n.npy'])).toContain("'|u1'");
    expect(new TextDecoder().decode(file['n.npy'])).toContain("'shape': (1,)");
  });

  it('refuses a shape that does not fit', () => {
    expect(() => encodeNpz({ q: { shape: [2], data: Uint8Array.of(1) } })).toThrow(
      /"q" of shape \[2\] needs 2/,
    );
  });
});
