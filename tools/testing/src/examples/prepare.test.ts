import { expect, test } from 'vitest';
import { freeNames } from './prepare.ts';

test('names that are used and neither declared nor imported are free', () => {
  const code = `
    import { grad } from '@hgn/autodiff';
    const { q: start, p } = integrate(methods.leapfrog, { separable: true, dHdq }, options);
    const double = (x: Scalar) => grad(start)(x, p);
  `;
  expect([...freeNames(code)].sort()).toEqual(['Scalar', 'dHdq', 'integrate', 'methods', 'options']);
});

test('names of members and keys are not free', () => {
  expect([...freeNames('record.field({ key: 1 });')]).toEqual(['record']);
});
