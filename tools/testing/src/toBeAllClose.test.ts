import { expect, test } from 'vitest';
import './toBeAllClose.ts';

const matrix = { shape: [2, 1], data: Float32Array.of(1, 2) };

test('numbers, arrays, typed arrays and shaped arrays compare by their numbers', () => {
  expect(1).toBeAllClose(1 + 1e-7);
  expect([[1], [2]]).toBeAllClose(Float64Array.of(1, 2));
  expect(matrix).toBeAllClose([1, 2]);
  expect(matrix).not.toBeAllClose({ shape: [1, 2], data: Float32Array.of(1, 2) });
  expect({ shape: [2], dataSync: () => Float32Array.of(1, 2) }).toBeAllClose([1, 2]);
  expect([Infinity]).toBeAllClose([Infinity]);
});

test.each([
  ['a different number', [1, 2], [1, 3]],
  ['NaN where a number is expected', [NaN], [1]],
  ['NaN where NaN is expected', [NaN], [NaN]],
  ['an infinity of the other sign', [Infinity], [-Infinity]],
  ['too few numbers', [1], [1, 1]],
])('%s is not close', (_, actual, expected) => {
  expect(actual).not.toBeAllClose(expected);
});

test('the message names the worst number', () => {
  expect(() => expect([1, 2, 3]).toBeAllClose([1, 2.5, 9])).toThrow(
    /2 of 3.*worst is at 2: expected 9, but got 3/,
  );
});

test('the tolerance is absolute plus relative', () => {
  expect([101]).toBeAllClose([100], { relative: 0.01, absolute: 0 });
  expect([101.1]).not.toBeAllClose([100], { relative: 0.01, absolute: 0 });
  expect([101.1]).toBeAllClose([100], { relative: 0.01, absolute: 0.11 });
});
