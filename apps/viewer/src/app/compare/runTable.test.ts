import { expect, test } from 'vitest';
import { sortRuns, type TableRun } from './runTable.ts';

const run = (name: string, loss?: number): TableRun => ({
  summary: { id: name, name, kind: 'hgn' },
  colour: 'red',
  ...(loss === undefined
    ? {}
    : { metrics: { rows: 1, lastStep: 1, names: ['loss'], last: { loss }, unreadable: 0 } }),
});

test('runs are sorted by number or by name, falling with a minus, and what has no value stands last', () => {
  const runs = [run('run-10', 3), run('run-9', 1), run('none'), run('run-1', 2), run('lost', NaN)];
  const order = (sort: string) => sortRuns(runs, sort).map(({ summary }) => summary.name);
  expect(order('Loss')).toEqual(['run-9', 'run-1', 'run-10', 'none', 'lost']);
  expect(order('-Loss')).toEqual(['run-10', 'run-1', 'run-9', 'none', 'lost']);
  expect(order('Run')).toEqual(['lost', 'none', 'run-1', 'run-9', 'run-10']);
  expect(order('no such column')).toEqual(order('Run'));
});
