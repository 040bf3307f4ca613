import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { scaleWeights } from './scaleWeights.ts';

const shapes = [[8, 2], [2, 3], [2], [3], [8, 3]];

describe('scaleWeights', () => {
  expectCases(scaleWeights, {
    'scales the weight instead of what it is multiplied with': {
      shapes,
      make: (build, x, w, r) => build.matMul(build.mul(x, r), w),
      before: 'MatMulNN(Mul(x0, x2), x1)',
      after: 'MatMulNN(x0, Mul(x1, Reshape[2,1](x2)))',
    },
    'scales the weight instead of the product, whatever else that is multiplied by': {
      shapes,
      make: (build, x, w, _, r, y) => build.mul(y, build.mul(build.matMul(x, w), r)),
      before: 'Mul(x4, Mul(MatMulNN(x0, x1), x3))',
      after: 'Mul(x4, MatMulNN(x0, Mul(x1, Reshape[1,3](x3))))',
    },
    'knows the axes of a transposed weight': {
      shapes: [[8, 2], [3, 2], [2]],
      make: (build, x, w, r) => build.matMul(build.mul(r, x), w, { transposeB: true }),
      before: 'MatMulNT(Mul(x2, x0), x1)',
      after: 'MatMulNT(x0, Mul(x1, Reshape[1,2](x2)))',
    },
    'leaves a scaled matrix that something else needs': {
      shapes,
      make: (build, x, w, r) => {
        const scaled = build.mul(x, r);
        return build.concat([build.matMul(scaled, w), scaled], 1);
      },
      before: 'Concat(MatMulNN(Mul(x0, x2), x1), Mul(x0, x2))',
      after: 'Concat(MatMulNN(Mul(x0, x2), x1), Mul(x0, x2))',
    },
    'leaves a product with a larger weight': {
      shapes: [
        [1, 200],
        [200, 300],
        [1, 200],
      ],
      make: (build, x, w, r) => build.matMul(build.mul(x, r), w),
      before: 'MatMulNN(Mul(x0, x2), x1)',
      after: 'MatMulNN(Mul(x0, x2), x1)',
    },
  });
});
