import { expect, it } from 'vitest';
import { textTable } from './table.ts';

it('aligns names left and numbers right', () => {
  const table = textTable(
    [
      { header: 'rollout', align: 'left' },
      { header: 'mse', align: 'right' },
    ],
    [
      ['forward', '1.6e-5'],
      ['double speed', '12'],
    ],
  );
  expect(table).toBe(
    ['rollout          mse', '------------  ------', 'forward       1.6e-5', 'double speed      12', ''].join(
      '\n',
    ),
  );
});
