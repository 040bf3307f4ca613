import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { GifReader, GifWriter } from 'omggif';
import { describe, expect, test, vi } from 'vitest';
import { previewGif } from '../../preview/preview.ts';
import { generate } from '../../simulation/generate.ts';
import { gifTiming } from './gif/gifTiming.ts';
import { importing } from '../../../test/importing.ts';

const { root, own, imported, refusal } = importing();

/** A PNG of rows that are packed already. */
function packedPng(
  width: number,
  rows: readonly (readonly number[])[],
  { depth, type = 0, palette }: { depth: number; type?: number; palette?: readonly number[] },
  interlace = 0,
) {
  const chunk = (name: string, content: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(name), content]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(rows.length, 4);
  head.set([depth, type, 0, 0, interlace], 8);
  const data = deflateSync(Buffer.concat(rows.map((row) => Buffer.from([0, ...row]))));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    ...(palette ? [chunk('PLTE', Buffer.from(palette))] : []),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('PNG files', () => {
  test.each([
    [1, 10, [0b10110001, 0b01000000], [255, 0, 255, 255, 0, 0, 0, 255, 0, 255]],
    [2, 5, [0b00011011, 0b01000000], [0, 85, 170, 255, 85]],
    [4, 8, [0x0f, 0xf0, 0x12, 0x34], [0, 255, 255, 0, 17, 34, 51, 68]],
    [4, 3, [0x0f, 0xa0], [0, 255, 170]],
  ])('of %d bits of grey a pixel are spread over 0 to 255', async (depth, width, row, expected) => {
    const second = row.map((byte) => byte ^ 0xff);
    await writeFile(join(own(), '1.png'), packedPng(width, [row, second], { depth }));
    const { frames, channels } = await imported(own());
    expect([channels, ...frames]).toEqual([1, ...expected, ...expected.map((value) => 255 - value)]);
  });

  test('of 1, 2 and 4 bits of palette take their colours, and say where there is none', async () => {
    const palette = Array.from({ length: 12 }, (_, i) => 20 * i);
    for (const [depth, row] of [
      [1, [0b01100000]],
      [2, [0b00010110]],
      [4, [0x01, 0x12]],
    ] as const) {
      await writeFile(join(own(), '1.png'), packedPng(3, [row], { depth, type: 3, palette }));
      const indices = { 1: [0, 1, 1], 2: [0, 1, 1], 4: [0, 1, 1] }[depth];
      expect([...(await imported(own())).frames]).toEqual(
        indices.flatMap((i) => palette.slice(3 * i, 3 * i + 3)),
      );
    }
    await writeFile(join(own(), '1.png'), packedPng(2, [[0x0f]], { depth: 4, type: 3, palette }));
    expect(await refusal(own())).toMatch(/1\.png is no readable PNG: its palette has no colour 15/);
  });

  test('that are interlaced with less than a byte a pixel are refused, not misread', async () => {
    await writeFile(join(own(), '1.png'), packedPng(1, [[0x80]], { depth: 1 }, 1));
    expect(await refusal(own())).toMatch(/1\.png is no readable PNG: it is interlaced with 1 bits a pixel/);
  });

  test('with a changed bit are refused by their checksums', async () => {
    const whole = encode({
      width: 9,
      height: 7,
      channels: 3,
      depth: 8,
      data: new Uint8Array(189).map((_, i) => i),
    });
    // Of the sizes, of the pixels, and of the checksum itself.
    for (const place of [18, 50, whole.length - 20]) {
      const damaged = whole.slice();
      damaged[place] ^= 4;
      await writeFile(join(own(), '1.png'), damaged);
      expect(await refusal(own())).toMatch(/1\.png is no readable PNG/);
    }
    await writeFile(join(own(), '1.png'), whole.slice(0, 60));
    expect(await refusal(own())).toMatch(/1\.png is no readable PNG/);
  });
});

describe('GIFs keep real time', () => {
  function gif(delays: readonly number[]): Uint8Array {
    const bytes = new Uint8Array(5000);
    const writer = new GifWriter(bytes, 2, 2, { palette: [0x000000, 0x404040, 0x808080, 0xffffff] });
    delays.forEach((delay, i) =>
      writer.addFrame(0, 0, 2, 2, [i % 4, i % 4, i % 4, i % 4], { delay, disposal: 1 }),
    );
    return bytes.slice(0, writer.end());
  }

  test('where equal pictures were merged: they are put back', async () => {
    await writeFile(join(root(), 'a.gif'), gif([8, 4, 4, 12]));
    const { frames, dt, length } = await imported(join(root(), 'a.gif'));
    expect([dt, length]).toEqual([0.04, 7]);
    expect(Array.from({ length }, (_, t) => frames[12 * t])).toEqual([0, 0, 64, 128, 255, 255, 255]);
  });

  test.each<[string, number[], number | undefined, number[]]>([
    ['equal delays', [5, 5, 5], 0.05, [1, 1, 1]],
    ['12.5 hundredths, rounded', [12, 13, 12, 13], 0.125, [1, 1, 1, 1]],
    ['33.3 ms, rounded', [3, 4, 3, 3, 4, 3], 1 / 30, [1, 1, 1, 1, 1, 1]],
    ['12.5 hundredths, rounded and merged', [13, 25, 12, 13, 37], 0.125, [1, 2, 1, 1, 3]],
    ['uneven times', [4, 6, 10], 0.02, [2, 3, 5]],
    ['no times', [0, 0], undefined, [1, 1]],
  ])('of %s', (_, delays, interval, repeats) => {
    const found = gifTiming(delays);
    expect(found?.repeats).toEqual(repeats);
    if (interval === undefined) expect(found?.interval).toBeUndefined();
    else expect(found?.interval).toBeCloseTo(interval, 12);
  });

  test('and are refused where no even times fit', async () => {
    for (const delays of [
      [97, 13, 53],
      [4, 0, 4],
    ]) {
      await writeFile(join(root(), 'a.gif'), gif(delays));
      expect(await refusal(join(root(), 'a.gif'))).toMatch(
        /a\.gif shows its pictures for [\d., ]+ s, which are no even times/,
      );
    }
  });

  test('a picture larger than its film is refused before it is decoded', async () => {
    const large = gif([4, 4]);
    // The second picture's descriptor: a comma, its place and size in two bytes each.
    const at = large.lastIndexOf(0x2c);
    large.set([0xff, 0xff], at + 5);
    await writeFile(join(root(), 'a.gif'), large);
    expect(await refusal(join(root(), 'a.gif'))).toMatch(
      /a\.gif is no readable GIF: picture 2 has 65535x2 pixels from \(0, 0\), more than the 2x2 of the film/,
    );
  });

  test('a picture that is not whole is refused, and nothing is printed of it', async () => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const whole = gif([4, 4]);
    const said: string[] = [];
    for (let at = 40; at < whole.length - 1; at++) {
      const damaged = whole.slice();
      damaged[at] ^= 0x15;
      await writeFile(join(root(), 'a.gif'), damaged);
      said.push(await imported(join(root(), 'a.gif')).then(() => 'read', String));
    }
    expect(
      said.filter((line) => /a\.gif is no readable GIF: picture \d is not whole/.test(line)).length,
    ).toBeGreaterThan(0);
    // A code that stands for nothing, which decoders that trust it never come back from.
    expect(print).not.toHaveBeenCalled();
    print.mockRestore();
  });

  test('and are refused when they are cut off', async () => {
    await writeFile(join(root(), 'a.gif'), gif([4, 4, 4]).slice(0, -1));
    expect(await refusal(join(root(), 'a.gif'))).toMatch(
      /a\.gif is no readable GIF: it ends without its last byte/,
    );
  });

  test('and are all at the same times in a folder, or it is said', async () => {
    await writeFile(join(own(), 'a.gif'), gif([4, 4]));
    await writeFile(join(own(), 'b.gif'), gif([5, 5]));
    expect(await refusal(own())).toMatch(
      /same time between frames, but .*a\.gif has 0.04 s and .*b\.gif 0.05 s/,
    );
    expect((await imported(own(), { dt: 0.1 })).dt).toBe(0.1);
  });

  test('and previews last as long as what they show', () => {
    for (const dt of [0.125, 1 / 30, 0.1, 0.0517]) {
      const data = { ...generate('pendulum', { seed: 1, trajectories: 1, frames: 41 }), dt };
      const reader = new GifReader(previewGif(data, { scale: 1 }));
      const delays = Array.from({ length: reader.numFrames() }, (_, i) => reader.frameInfo(i).delay);
      const shown = delays.reduce((sum, delay) => sum + delay, 0);
      expect(Math.abs(shown - 41 * 100 * dt)).toBeLessThanOrEqual(0.5);
      expect(Math.max(...delays) - Math.min(...delays)).toBeLessThanOrEqual(1);
    }
  });
});
