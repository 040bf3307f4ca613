import { expect, test } from 'vitest';
import { formatTable } from './table.ts';

test('numbers stand to the right with four digits, missing cells are empty', () => {
  const rows = [
    { method: 'leapfrog', rate: 123456.789 },
    { method: 'rk4', rate: 2, note: 'reference' },
  ];
  expect(formatTable(rows).split('\n')).toEqual([
    'method      rate  note',
    '────────  ──────  ─────────',
    'leapfrog  123500',
    'rk4            2  reference',
  ]);
});
