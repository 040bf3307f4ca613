import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { canonicaliseMatMul } from './canonicaliseMatMul.ts';

describe('canonicaliseMatMul', () => {
  expectCases(canonicaliseMatMul, {
    'folds a transposition into a flag': {
      shapes: [
        [3, 2],
        [3, 4],
      ],
      make: (build, a, b) => build.matMul(build.transpose(a, [1, 0]), b),
      before: 'MatMulNN(Transpose[1,0](x0), x1)',
      after: 'MatMulTN(x0, x1)',
    },
    'makes batch axes of the left operand rows': {
      shapes: [
        [5, 2, 3],
        [3, 4],
      ],
      make: (build, a, b) => build.matMul(a, b),
      before: 'MatMulNN(x0, x1)',
      after: 'Reshape[5,2,4](MatMulNN(Reshape[10,3](x0), x1))',
    },
  });
});
