import { ndarray } from '@hgn/autodiff';
import { describe, expect, it } from 'vitest';
import { neuralHamiltonianFlow } from '../../flows/neuralHamiltonianFlow.ts';
import { realNVP } from '../../flows/realNVP.ts';
import { fit } from '../fit.ts';
import { logVolume, pointsOf, standardisationOf } from './samples.ts';

const flow = realNVP({ features: 2, layers: 2, hidden: [4] });
const good = [
  [0, 1],
  [1, 3],
  [2, 2],
];
const replaced = (row: number, column: number, value: number): number[][] =>
  good.map((point, i) => point.map((entry, j) => (i === row && j === column ? value : entry)));

describe('samples that cannot be learnt from', () => {
  it.each([
    [
      'a gap',
      replaced(1, 0, NaN),
      'fit: samples must be finite, but got NaN in row 1, column 0; drop the row or fill the gap',
    ],
    ['an infinity', replaced(2, 1, -Infinity), 'got -Infinity in row 2, column 1'],
    [
      'a constant column',
      good.map(([a]) => [a, 7]),
      'every column must vary, but column 1 is 7 in all 3 rows',
    ],
    [
      'another width',
      good.map((point) => [...point, 0]),
      'must have the shape [n, 2], but got [3, 3]; make the flow with features: 3',
    ],
    ['rows of several lengths', [[1, 2], [3]], 'row 1 has 1 columns and row 0 has 2'],
    ['no rows', [], 'must have the shape [n, 2], but got [0, 0]'],
    ['one row', [[1, 2]], 'at least 2 samples, but got 1'],
  ])('%s', async (_name, samples, message) => {
    await expect(fit(flow, samples, { steps: 1 })).rejects.toThrow(message);
  });

  it('integers', async () => {
    const samples = ndarray(Int32Array.of(1, 2, 3, 4), [2, 2]);
    await expect(fit(flow, samples, { steps: 1 })).rejects.toThrow('samples must be float32, but got int32');
  });

  it('a context too many, one too few, one of another length', async () => {
    const conditional = neuralHamiltonianFlow({ features: 2, context: 1, hidden: [4] });
    await expect(fit(flow, good, { steps: 1, context: [[1], [2], [3]] })).rejects.toThrow('takes no context');
    await expect(fit(conditional, good, { steps: 1 })).rejects.toThrow('needs a context of 1 columns');
    await expect(fit(conditional, good, { steps: 1, context: [[1], [2]] })).rejects.toThrow(
      'one row of context a point, but got 2 for 3',
    );
  });
});

describe('standardisationOf', () => {
  it('gives mean and deviation, and the volume that they cost', () => {
    const points = pointsOf('test', good, 2);
    const standardisation = standardisationOf('test', points);
    expect([...standardisation.shift.data]).toEqual([1, 2]);
    const deviation = Math.sqrt(2 / 3);
    expect(standardisation.scale.data[0]).toBeCloseTo(deviation, 6);
    expect(logVolume(standardisation)).toBeCloseTo(-2 * Math.log(deviation), 6);
  });
});
