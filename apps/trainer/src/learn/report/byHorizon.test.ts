import { expect, test } from 'vitest';
import { byHorizon } from './byHorizon.ts';

test('half a second comes before one, and ten after two', () => {
  const found = byHorizon({ '0.5': 'a', '1': 'b', '10': 'd', '2': 'c' });
  expect(found.map(([horizon]) => horizon)).toEqual(['0.5', '1', '2', '10']);
});
