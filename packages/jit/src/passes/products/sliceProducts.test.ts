import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { sliceProducts } from './sliceProducts.ts';

const shapes = [
  [5, 3],
  [4, 3],
];

describe('sliceProducts', () => {
  expectCases(sliceProducts, {
    'cuts the weights instead of the product': {
      shapes,
      make: (build, x, w) => {
        const product = build.matMul(build.unary('Exp', x), w, { transposeB: true });
        return build.concat([build.slice(product, [0, 2], [5, 2]), build.slice(product, [0, 0], [5, 2])], 1);
      },
      before: 'Concat(Slice(MatMulNT(Exp(x0), x1)), Slice(MatMulNT(Exp(x0), x1)))',
      after: 'Concat(MatMulNT(Exp(x0), Slice(x1)), MatMulNT(Exp(x0), Slice(x1)))',
    },
    'leaves a product that is needed whole': {
      shapes,
      make: (build, x, w) => {
        const product = build.matMul(x, w, { transposeB: true });
        return build.add(product, build.slice(product, [0, 0], [5, 1]));
      },
      before: 'Add(MatMulNT(x0, x1), Slice(MatMulNT(x0, x1)))',
      after: 'Add(MatMulNT(x0, x1), Slice(MatMulNT(x0, x1)))',
    },
  });
});
