import { expect, test } from 'vitest';
import { circlesOf } from './circles.ts';

test('circles are found, each once, and nothing else is called one', () => {
  const edges = new Map([
    ['a', ['b', 'd']],
    ['b', ['c']],
    ['c', ['a', 'd']],
    ['d', ['e']],
    ['e', []],
    ['f', ['f']],
  ]);
  expect(circlesOf(edges).map((circle) => [...new Set(circle)].sort())).toEqual([['a', 'b', 'c'], ['f']]);
  for (const circle of circlesOf(edges)) expect(circle[0]).toBe(circle.at(-1));
  expect(
    circlesOf(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
      ]),
    ),
  ).toEqual([]);
});
