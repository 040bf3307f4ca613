import { expect, test } from 'vitest';
import { writePixels } from './pixels.ts';

test('frames of one, two and three channels become pixels', () => {
  const image = { height: 1, width: 1 };
  const pixels = (...frame: number[]) =>
    Array.from(writePixels(Float32Array.from(frame), { ...image, channels: frame.length }));
  expect(pixels(0.5)).toEqual([128, 128, 128, 255]);
  expect(pixels(1, 0.2)).toEqual([255, 0, 51, 255]);
  expect(pixels(0.2, 0.4, 1)).toEqual([51, 102, 255, 255]);
  expect(pixels(2, -1, 0)).toEqual([255, 0, 0, 255]);
});

test('a frame of another size is refused', () => {
  expect(() => writePixels(new Float32Array(5), { height: 1, width: 2, channels: 1 })).toThrow(
    'writePixels: a frame must have 2 numbers and its pixels 8 bytes, but got 5 and 8',
  );
});
