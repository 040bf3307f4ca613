import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { fuseGemm } from './fuseGemm.ts';

describe('fuseGemm', () => {
  const shapes = [[2, 3], [4, 3], [4]];
  expectCases(fuseGemm, {
    'adds the bias in the product': {
      shapes,
      make: (build, a, b, c) => build.add(build.matMul(a, b, { transposeB: true }), c),
      before: 'Add(MatMulNT(x0, x1), x2)',
      after: 'GemmNT(x0, x1, x2)',
    },
    'leaves a product that something else needs': {
      shapes,
      make: (build, a, b, c) => {
        const product = build.matMul(a, b, { transposeB: true });
        return build.mul(build.add(product, c), product);
      },
      before: 'Mul(Add(MatMulNT(x0, x1), x2), MatMulNT(x0, x1))',
      after: 'Mul(Add(MatMulNT(x0, x1), x2), MatMulNT(x0, x1))',
    },
  });
});
