import { expect, test } from 'vitest';
import { heapGrowth, tensorsLeakedBy } from './leaks.ts';

test('counts the tensors that are left over', async () => {
  let numTensors = 4;
  const tf = { memory: () => ({ numTensors }) };
  expect(await tensorsLeakedBy(tf, () => (numTensors += 2))).toBe(2);
  expect(await tensorsLeakedBy(tf, () => undefined)).toBe(0);
});

test('sees memory that is kept, and not memory that is given back', async () => {
  const kept: Float64Array[] = [];
  expect(await heapGrowth(() => kept.push(new Float64Array(1e5)))).toBeGreaterThan(7e5);
  expect(await heapGrowth(() => new Float64Array(1e5).fill(1)[7])).toBeLessThan(1e5);
});
