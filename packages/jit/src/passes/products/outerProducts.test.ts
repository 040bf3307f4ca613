import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { outerProducts } from './outerProducts.ts';

describe('outerProducts', () => {
  expectCases(outerProducts, {
    'makes a product over one element an elementwise one': {
      shapes: [
        [1, 3],
        [4, 1],
      ],
      make: (build, a, b) => build.matMul(a, b, { transposeA: true, transposeB: true }),
      before: 'MatMulTT(x0, x1)',
      after: 'Mul(Reshape[3,1](x0), Reshape[1,4](x1))',
    },
    'cuts what would meet zeros': {
      shapes: [
        [5, 2],
        [4, 3],
      ],
      make: (build, a, b) => build.matMul(build.pad(a, [0, 1], [0, 1]), b),
      before: 'MatMulNN(Pad(x0), x1)',
      after: 'MatMulNN(x0, Slice(x1))',
    },
    'pads the product where rows are zero': {
      shapes: [
        [5, 2],
        [5, 3],
      ],
      make: (build, a, b) => build.matMul(build.pad(a, [0, 1], [0, 1]), b, { transposeA: true }),
      before: 'MatMulTN(Pad(x0), x1)',
      after: 'Pad(MatMulTN(x0, x1))',
    },
  });
});
