import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { sumRows } from './sumRows.ts';

describe('sumRows', () => {
  expectCases(sumRows, {
    'makes a sum over rows a product with ones': {
      shapes: [[3, 4]],
      make: (build, x) => build.reduce('ReduceSum', x, [0]),
      before: 'ReduceSum[0](x0)',
      after: 'Reshape[4](MatMulNN(1, x0))',
    },
    'leaves sums along memory, and of few columns': {
      shapes: [
        [3, 4],
        [3, 2],
      ],
      make: (build, x, y) =>
        build.mul(
          build.reduce('ReduceSum', x, [1]),
          build.reduce('ReduceSum', build.reduce('ReduceSum', y, [0]), [0]),
        ),
      before: 'Mul(ReduceSum[1](x0), ReduceSum[0](ReduceSum[0](x1)))',
      after: 'Mul(ReduceSum[1](x0), ReduceSum[0](ReduceSum[0](x1)))',
    },
    'adds up more than 1024 rows in two stages': {
      shapes: [[1030, 4]],
      make: (build, x) => build.reduce('ReduceSum', x, [0]),
      before: 'ReduceSum[0](x0)',
      after: 'Reshape[4](MatMulNN(1, Reshape[103,4](MatMulNN(1, Reshape[10,412](x0)))))',
    },
    'leaves a number of rows without divisors': {
      shapes: [[1031, 4]],
      make: (build, x) => build.reduce('ReduceSum', x, [0]),
      before: 'ReduceSum[0](x0)',
      after: 'ReduceSum[0](x0)',
    },
  });
});
