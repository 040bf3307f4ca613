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
    'takes in a factor of its own and one of what is added': {
      shapes: [
        [2, 3],
        [3, 4],
        [2, 4],
      ],
      make: (build, a, b, c) =>
        build.binary(
          'Sub',
          build.mul(c, build.fill(3, [])),
          build.mul(build.matMul(a, b), build.fill(0.5, [])),
        ),
      before: 'Sub(Mul(x2, 3), Mul(MatMulNN(x0, x1), 0.5))',
      after: 'GemmNN -0.5 3(x0, x1, x2)',
    },
    'takes in a factor without anything to add': {
      shapes: [
        [2, 3],
        [3, 4],
      ],
      make: (build, a, b) => build.unary('Exp', build.mul(build.matMul(a, b), build.fill(0.5, []))),
      before: 'Exp(Mul(MatMulNN(x0, x1), 0.5))',
      after: 'Exp(GemmNN 0.5 1(x0, x1))',
    },
    'leaves an addend that would stretch the product': {
      shapes: [
        [1, 3],
        [3, 4],
        [2, 4],
      ],
      make: (build, a, b, c) => build.add(build.matMul(a, b), c),
      before: 'Add(MatMulNN(x0, x1), x2)',
      after: 'Add(MatMulNN(x0, x1), x2)',
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
