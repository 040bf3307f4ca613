import { expect, it } from 'vitest';
import { partSizes } from './partSizes.ts';

it('gives parts of about the size asked for, no two alike, that make up the whole', () => {
  expect(partSizes(480, 160)).toEqual([161, 160, 159]);
  expect(partSizes(481, 160)).toEqual([122, 120, 119, 118 + 2]);
});
