import { expect, test } from 'vitest';
import { fitPowerLaw } from './fit.ts';

test('finds the power law that points lie on', () => {
  const x = [1, 2, 5, 40];
  const { factor, exponent } = fitPowerLaw(
    x,
    x.map((value) => 3 * value ** 1.5),
  );
  expect(factor).toBeCloseTo(3, 10);
  expect(exponent).toBeCloseTo(1.5, 10);
});

test('refuses points at one x', () => {
  expect(() => fitPowerLaw([2, 2], [1, 3])).toThrow('needs two different x');
});
