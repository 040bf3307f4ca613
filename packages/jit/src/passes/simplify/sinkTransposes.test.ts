import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { sinkTransposes } from './sinkTransposes.ts';

describe('sinkTransposes', () => {
  expectCases(sinkTransposes, {
    'moves a transposition through elementwise operations': {
      shapes: [[2, 3, 4], [4], [3, 2, 4]],
      make: (build, x, bias, y) =>
        build.mul(build.unary('Tanh', build.add(build.transpose(x, [1, 0, 2]), bias)), y),
      before: 'Mul(Tanh(Add(Transpose[1,0,2](x0), x1)), x2)',
      after: 'Transpose[1,0,2](Mul(Tanh(Add(x0, x1)), Transpose[1,0,2](x2)))',
    },
    'renames the axes of a reduction': {
      shapes: [[2, 3, 4]],
      make: (build, x) => build.reduce('ReduceSum', build.transpose(x, [1, 0, 2]), [0]),
      before: 'ReduceSum[0](Transpose[1,0,2](x0))',
      after: 'ReduceSum[1](x0)',
    },
    'moves through a reshape that splits an axis': {
      shapes: [[4, 3]],
      make: (build, x) => build.reshape(build.transpose(x, [1, 0]), [3, 2, 2]),
      before: 'Reshape[3,2,2](Transpose[1,0](x0))',
      after: 'Transpose[2,0,1](Reshape[2,2,3](x0))',
    },
    'stops at a reshape that merges axes from different places': {
      shapes: [[4, 3]],
      make: (build, x) => build.reshape(build.transpose(x, [1, 0]), [12]),
      before: 'Reshape[12](Transpose[1,0](x0))',
      after: 'Reshape[12](Transpose[1,0](x0))',
    },
  });
});
