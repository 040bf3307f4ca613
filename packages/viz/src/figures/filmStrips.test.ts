import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { byTag, texts } from '../../test/inspect.ts';
import type { SvgNode } from '../svg/node.ts';
import { filmStrips, type FilmPictures, type FilmRow } from './filmStrips.ts';

const shape = { height: 4, width: 4, channels: 1 };

function strip(
  frames: FilmRow['frames'],
  more: Partial<FilmRow> = {},
  options = {},
): ReturnType<typeof filmStrips> {
  return filmStrips({ ...shape, rows: [{ label: 'truth', frames, ...more }] }, options);
}

/** The red, green, blue and alpha of a pixel of the n-th image. */
function pixel(
  figure: ReturnType<typeof filmStrips>,
  image: number,
  x: number,
  y: number,
): readonly number[] {
  const uri = String(byTag(figure, 'image')[image]?.attributes.href);
  const png = decode(Uint8Array.from(atob(uri.slice(uri.indexOf(',') + 1)), (c) => c.charCodeAt(0)));
  return [...png.data.slice((y * png.width + x) * png.channels, (y * png.width + x + 1) * png.channels)];
}

describe('pictures that are kept', () => {
  const shape = { height: 8, width: 8, channels: 1 };
  const frames = Float32Array.from({ length: 6 * 64 }, (_, i) => (i % 7) / 7);
  const target = Float32Array.from(frames, (value) => value / 2);
  const hrefs = (figure: SvgNode): readonly unknown[] =>
    byTag(figure, 'image').map(({ attributes }) => attributes.href);

  it('are the same as fresh ones, and are not encoded again', () => {
    const pictures: FilmPictures = new WeakMap();
    const data = { ...shape, rows: [{ label: 'model', frames, target }] };
    const options = { difference: true, pictures };
    const first = filmStrips(data, options);
    expect(hrefs(first)).toEqual(hrefs(filmStrips(data, { difference: true })));
    const kept = [...(pictures.get(frames)?.values() ?? [])];
    expect(kept).toHaveLength(2);
    expect(hrefs(filmStrips(data, options))).toEqual(hrefs(first));
    expect([...(pictures.get(frames)?.values() ?? [])].every((picture, k) => picture === kept[k])).toBe(true);
  });

  it('are made anew for other frames, another target and another layout', () => {
    const pictures: FilmPictures = new WeakMap();
    const draw = (own: Float32Array, other: Float32Array, columns?: number): readonly unknown[] =>
      hrefs(
        filmStrips(
          { ...shape, rows: [{ label: 'model', frames: own, target: other }] },
          { difference: true, pictures, columns },
        ),
      );
    const [strip, difference] = draw(frames, target);
    const zero = new Float32Array(frames.length);
    expect(draw(frames, zero)[0]).toBe(strip);
    expect(draw(frames, zero)[1]).not.toBe(difference);
    expect(draw(target, target)[0]).not.toBe(strip);
    expect(draw(frames, target, 2)[0]).not.toBe(strip);
    expect(draw(frames, target)).toEqual([strip, difference]);
  });
});

describe('filmStrips', () => {
  it('embeds the pixels as they are', () => {
    const frames = new Uint8Array(32);
    frames[1 * 4 + 2] = 200;
    frames[16 + 3 * 4 + 1] = 90;
    const figure = strip(frames);
    expect(pixel(figure, 0, 2, 1)).toEqual([200, 200, 200, 255]);
    // The second frame starts after one transparent column.
    expect(pixel(figure, 0, 4, 0)).toEqual([0, 0, 0, 0]);
    expect(pixel(figure, 0, 5 + 1, 3)).toEqual([90, 90, 90, 255]);
  });

  it('keeps the order of rows, columns and channels', () => {
    const rows = [{ label: 'colour', frames: Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0.5, 1]) }];
    const figure = filmStrips({ height: 2, width: 2, channels: 3, rows });
    expect(pixel(figure, 0, 1, 0)).toEqual([0, 255, 0, 255]);
    expect(pixel(figure, 0, 0, 1)).toEqual([0, 0, 255, 255]);
    expect(pixel(figure, 0, 1, 1)).toEqual([0, 128, 255, 255]);
  });

  it('cuts numbers to 0 … 1 and paints what is not finite magenta', () => {
    const figure = strip(Float64Array.from({ length: 16 }, (_, i) => [7, -7, NaN, Infinity][i] ?? 0));
    expect(pixel(figure, 0, 0, 0)).toEqual([255, 255, 255, 255]);
    expect(pixel(figure, 0, 1, 0)).toEqual([0, 0, 0, 255]);
    expect(pixel(figure, 0, 2, 0)).toEqual([255, 0, 255, 255]);
  });

  it('shows evenly spaced frames from the first on, under their times', () => {
    const figure = strip(
      new Uint8Array(16 * 30),
      { times: Float64Array.from({ length: 30 }, (_, t) => -t) },
      { columns: 10 },
    );
    expect(texts(figure).filter((text) => /\d/.test(text))).toEqual([
      'frame 0',
      '−3',
      '−6',
      '−9',
      '−12',
      '−15',
      '−18',
      '−21',
      '−24',
      '−27',
    ]);
  });

  it('draws differences between black and the largest', () => {
    const target = new Uint8Array(16);
    const frames = new Uint8Array(16);
    frames[5] = 51;
    const figure = strip(frames, { target }, { difference: true });
    expect(byTag(figure, 'image')).toHaveLength(2);
    expect(pixel(figure, 1, 0, 0)).toEqual([0, 0, 4, 255]);
    expect(pixel(figure, 1, 1, 1)).toEqual([252, 255, 164, 255]);
    expect(texts(figure).at(-1)).toContain('0.2 of the pixel range');
  });

  it('writes the name of a group once', () => {
    const frames = new Uint8Array(16);
    const rows = [
      { label: 'truth', frames, group: 'Backward' },
      { label: 'model', frames, group: 'Backward' },
    ];
    expect(texts(filmStrips({ ...shape, rows })).filter((text) => text === 'Backward')).toHaveLength(1);
  });

  it('says so where there is no frame', () => {
    expect(texts(strip(new Uint8Array(0)))).toContain('No frames to show');
    expect(texts(filmStrips({ ...shape, rows: [] }))).toContain('No frames to show');
  });

  it('refuses frames that do not have the shape', () => {
    expect(() => strip(new Uint8Array(17))).toThrow(
      /"truth" must hold whole images of 4 × 4 × 1 values, but has 17/,
    );
    expect(() =>
      filmStrips({ height: 4, width: 4, channels: 2, rows: [{ label: 'a', frames: [] }] }),
    ).toThrow(/channels 1, 3 or 4/);
    expect(() => strip(new Uint8Array(16), { target: new Uint8Array(32) })).toThrow(/target must be as long/);
    expect(() => strip(new Uint8Array(16), { times: [1, 2] })).toThrow(/2 for 1 frames/);
  });
});
