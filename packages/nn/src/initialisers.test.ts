import { describe, expect, it } from 'vitest';
import {
  filled,
  glorotUniform,
  heNormal,
  lecunNormal,
  scaled,
  torchUniform,
  varianceScaling,
  zeros,
  type Initialiser,
} from './initialisers.ts';
import { key } from './random/key.ts';

const fans = { fanIn: 50, fanOut: 200 };
const shape = [50, 400];

function deviation(initialiser: Initialiser): number {
  const { data } = initialiser(key(3), shape, fans);
  return Math.sqrt((data as Float32Array).reduce((sum, x) => sum + x * x, 0) / data.length);
}

describe('initialisers', () => {
  it.each([
    ['lecunNormal', lecunNormal, Math.sqrt(1 / 50)],
    ['heNormal', heNormal, Math.sqrt(2 / 50)],
    ['glorotUniform', glorotUniform, Math.sqrt(2 / 250)],
    ['torchUniform', torchUniform, 1 / Math.sqrt(3 * 50)],
    ['fan out', varianceScaling({ scale: 3, fan: 'out', distribution: 'normal' }), Math.sqrt(3 / 200)],
  ])('%s has the standard deviation of its definition', (_name, initialiser, expected) => {
    expect(deviation(initialiser) / expected).toBeCloseTo(1, 1);
    expect(Math.abs(deviation(initialiser) / expected - 1)).toBeLessThan(0.02);
  });

  it('lecunNormal is cut, torchUniform bounded by 1 / sqrt(fan-in)', () => {
    const largest = (f: Initialiser) => Math.max(...f(key(1), shape, fans).data.map(Math.abs));
    expect(largest(lecunNormal)).toBeLessThan(2.28 * Math.sqrt(1 / 50));
    expect(largest(torchUniform)).toBeLessThanOrEqual(1 / Math.sqrt(50) + 1e-7);
  });

  it('constants fill, and scaled multiplies', () => {
    expect([...zeros(key(0), [2], fans).data]).toEqual([0, 0]);
    expect([...scaled(2, filled(-4))(key(0), [2], fans).data]).toEqual([-8, -8]);
  });

  it('varianceScaling refuses a negative scale', () => {
    expect(() => varianceScaling({ scale: -1, fan: 'in', distribution: 'normal' })).toThrow(
      'varianceScaling: the scale must be a number from 0 up, but got -1',
    );
  });
});
