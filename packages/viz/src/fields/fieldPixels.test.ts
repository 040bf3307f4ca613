import { expect, it } from 'vitest';
import { fieldPixels } from './fieldPixels.ts';

const at = ({ width, data }: ReturnType<typeof fieldPixels>, x: number, y: number) =>
  Array.from(data.slice((y * width + x) * 3, (y * width + x) * 3 + 3));
const brightness = (colour: readonly number[]) => colour.reduce((sum, channel) => sum + channel, 0);

it('puts the first row of values at the bottom, and rises in brightness', () => {
  const pixels = fieldPixels({ columns: 2, rows: 2, values: [0, 1, 2, 3] });
  expect([pixels.width, pixels.height, pixels.channels]).toEqual([2, 2, 3]);
  const rising = [at(pixels, 0, 1), at(pixels, 1, 1), at(pixels, 0, 0), at(pixels, 1, 0)].map(brightness);
  expect(rising).toEqual([...rising].sort((a, b) => a - b));
  expect(new Set(rising).size).toBe(4);
});

it('repeats each node scale times along both sides', () => {
  const small = fieldPixels({ columns: 2, rows: 1, values: [0, 1] });
  const large = fieldPixels({ columns: 2, rows: 1, values: [0, 1] }, { scale: 3 });
  expect([large.width, large.height]).toEqual([6, 3]);
  expect(at(large, 2, 2)).toEqual(at(small, 0, 0));
  expect(at(large, 3, 0)).toEqual(at(small, 1, 0));
});

it('marks what is not finite, and keeps to a given domain in every colour map', () => {
  expect(at(fieldPixels({ columns: 2, rows: 1, values: [NaN, 1] }), 0, 0)).toEqual([255, 0, 255]);
  for (const colourMap of ['viridis', 'cividis', 'magma'] as const) {
    const options = { colourMap, valueDomain: [0, 1] } as const;
    const pixels = fieldPixels({ columns: 3, rows: 1, values: [1, 5, 0] }, options);
    expect(at(pixels, 0, 0)).toEqual(at(pixels, 1, 0));
    expect(brightness(at(pixels, 2, 0))).toBeLessThan(brightness(at(pixels, 0, 0)));
  }
});

it('refuses what does not fit', () => {
  expect(() => fieldPixels({ columns: 2, rows: 2, values: [1] })).toThrow('must have 4 values, but has 1');
  expect(() => fieldPixels({ columns: 1, rows: 1, values: [1] }, { scale: 0.5 })).toThrow('scale must be');
});
