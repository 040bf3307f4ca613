import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { untilStable } from '../../graph/rewrite.ts';
import { simplifyShapes } from './simplifyShapes.ts';
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

describe('sinkTransposes and simplifyShapes settle', () => {
  expectCases(untilStable({ sinkTransposes, simplifyShapes }), {
    'on a sum of an argument and another that is transposed': {
      shapes: [
        [2, 3],
        [3, 2],
      ],
      make: (build, x, y) => build.add(x, build.transpose(y, [1, 0])),
      before: 'Add(x0, Transpose[1,0](x1))',
      after: 'Add(x0, Transpose[1,0](x1))',
    },
    'with the argument transposed where the other operand is computed': {
      shapes: [
        [2, 3],
        [3, 2],
      ],
      make: (build, x, y) =>
        build.unary('Abs', build.add(x, build.transpose(build.unary('Tanh', y), [1, 0]))),
      before: 'Abs(Add(x0, Transpose[1,0](Tanh(x1))))',
      after: 'Transpose[1,0](Abs(Add(Transpose[1,0](x0), Tanh(x1))))',
    },
    'with a sum of two computed operands as it is': {
      shapes: [
        [2, 3],
        [3, 2],
      ],
      make: (build, x, y) =>
        build.add(build.unary('Abs', x), build.transpose(build.unary('Tanh', y), [1, 0])),
      before: 'Add(Abs(x0), Transpose[1,0](Tanh(x1)))',
      after: 'Add(Abs(x0), Transpose[1,0](Tanh(x1)))',
    },
    'with one transposition for two operands that are transposed alike': {
      shapes: [
        [3, 2],
        [3, 2],
      ],
      make: (build, x, y) => build.mul(build.transpose(x, [1, 0]), build.transpose(y, [1, 0])),
      before: 'Mul(Transpose[1,0](x0), Transpose[1,0](x1))',
      after: 'Transpose[1,0](Mul(x0, x1))',
    },
  });
});
