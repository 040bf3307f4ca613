import { expect, it } from 'vitest';
import { partSizes } from './partSizes.ts';

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

it.each([
  [480, 160, 3],
  [481, 160, 3],
  [7680, 160, 48],
])('cuts %i frames into parts of about %i, no two alike', (count, about, parts) => {
  const sizes = partSizes(count, about);
  expect(sizes).toHaveLength(parts);
  expect(sum(sizes)).toBe(count);
  expect(new Set(sizes).size).toBe(parts);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(sizes[0]).toBeLessThan(1.25 * about);
  expect(sizes[parts - 1]).toBeGreaterThan(0.75 * about);
});

it('cuts into equal parts where they are few frames each, and never into none', () => {
  expect(partSizes(8, 3)).toEqual([3, 3, 2]);
  expect(partSizes(3, 1)).toEqual([1, 1, 1]);
  expect(partSizes(5, 100)).toEqual([5]);
});
