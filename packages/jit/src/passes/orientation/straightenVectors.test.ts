import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { straightenVectors } from './straightenVectors.ts';

describe('straightenVectors', () => {
  expectCases(straightenVectors, {
    'reshapes a transposed vector on the right': {
      shapes: [
        [5, 3],
        [1, 3],
      ],
      make: (build, x, row) => build.matMul(x, row, { transposeB: true }),
      before: 'MatMulNT(x0, x1)',
      after: 'MatMulNN(x0, Reshape[3,1](x1))',
    },
    'reshapes a transposed vector on the left': {
      shapes: [
        [5, 1],
        [5, 3],
      ],
      make: (build, column, x) => build.matMul(column, x, { transposeA: true }),
      before: 'MatMulTN(x0, x1)',
      after: 'MatMulNN(Reshape[1,5](x0), x1)',
    },
    'leaves transposed matrices': {
      shapes: [
        [5, 2],
        [5, 3],
      ],
      make: (build, x, y) => build.matMul(x, y, { transposeA: true }),
      before: 'MatMulTN(x0, x1)',
      after: 'MatMulTN(x0, x1)',
    },
  });
});
