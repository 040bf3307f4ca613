import fc from 'fast-check';
import { GifReader, GifWriter } from 'omggif';
import { expect, test } from 'vitest';
import { holdsPixels } from './gifCodes.ts';

/** A picture of random pixels, so that codes run out and begin anew. */
function noise(
  size: number,
  colours: number,
  seed: number,
): { file: Uint8Array; pixels: number; start: number } {
  const pixels = size * size;
  const [indices] = fc.sample(fc.array(fc.nat(colours - 1), { minLength: pixels, maxLength: pixels }), {
    seed,
    numRuns: 1,
  });
  const buffer = new Uint8Array(2 * pixels + 2000);
  const palette = Array.from({ length: colours }, (_, i) => 0x010101 * (i % 256));
  const writer = new GifWriter(buffer, size, size, { palette });
  writer.addFrame(0, 0, size, size, indices);
  const file = buffer.slice(0, writer.end());
  return { file, pixels, start: new GifReader(file).frameInfo(0).data_offset };
}

test.each([
  [2, 2],
  [5, 4],
  [90, 2],
  [90, 16],
  [120, 256],
])('a whole square picture, its side %d, in %d colours, holds its pixels and no more', (size, colours) => {
  const { file, pixels, start } = noise(size, colours, 1);
  expect(holdsPixels(file, start, pixels)).toBe(true);
  expect(holdsPixels(file, start, pixels + 1)).toBe(false);
  expect(holdsPixels(file.subarray(0, start + ((file.length - start) >> 1)), start, pixels)).toBe(false);
});

test('codes that stand for nothing yet are no pixels', () => {
  // Two bits a pixel: clear (4), then code 7, three bits each, which nothing has made.
  const file = Uint8Array.of(2, 1, 0b00111100, 0);
  expect(holdsPixels(file, 0, 1)).toBe(false);
  // Code 1 instead of 7.
  expect(holdsPixels(Uint8Array.of(2, 1, 0b00001100, 0), 0, 1)).toBe(true);
});
