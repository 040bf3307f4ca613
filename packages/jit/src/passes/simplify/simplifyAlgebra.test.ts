import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import { simplifyAlgebra } from './simplifyAlgebra.ts';

const v3 = [[3]];

describe('simplifyAlgebra', () => {
  const fill = (build: GraphBuilder, value: number) => build.fill(value, []);
  expectCases(simplifyAlgebra, {
    'drops neutral elements': {
      shapes: v3,
      make: (build, x) =>
        build.binary('Div', build.mul(build.add(x, fill(build, 0)), fill(build, 1)), fill(build, 1)),
      before: 'Div(Mul(Add(x0, 0), 1), 1)',
      after: 'x0',
    },
    'keeps the shape that a neutral element gave': {
      shapes: v3,
      make: (build, x) => build.mul(x, build.fill(1, [2, 3])),
      before: 'Mul(x0, 1)',
      after: 'BroadcastTo[2,3](x0)',
    },
    'cancels negations': {
      shapes: [[3], [3]],
      make: (build, x, y) => build.mul(build.unary('Neg', x), build.unary('Neg', y)),
      before: 'Mul(Neg(x0), Neg(x1))',
      after: 'Mul(x0, x1)',
    },
    'makes subtraction of adding a negation': {
      shapes: [[3], [3]],
      make: (build, x, y) => build.add(x, build.unary('Neg', y)),
      before: 'Add(x0, Neg(x1))',
      after: 'Sub(x0, x1)',
    },
    'collects constant factors': {
      shapes: v3,
      make: (build, x) => build.mul(fill(build, 2), build.unary('Neg', build.mul(x, fill(build, 3)))),
      before: 'Mul(2, Neg(Mul(x0, 3)))',
      after: 'Mul(Mul(x0, -3), 2)',
    },
    'takes a constant factor out of a sum': {
      shapes: [[2, 3]],
      make: (build, x) => build.reduce('ReduceSum', build.mul(x, fill(build, 2)), [0]),
      before: 'ReduceSum[0](Mul(x0, 2))',
      after: 'Mul(ReduceSum[0](x0), 2)',
    },
    'counts instead of adding up a stretched axis': {
      shapes: v3,
      make: (build, x) => build.reduce('ReduceSum', build.broadcastTo(x, [4, 3]), [0]),
      before: 'ReduceSum[0](BroadcastTo[4,3](x0))',
      after: 'Mul(x0, 4)',
    },
    'multiplies out small powers': {
      shapes: v3,
      make: (build, x) => build.binary('Pow', x, fill(build, 2)),
      before: 'Pow(x0, 2)',
      after: 'Mul(x0, x0)',
    },
    'adds up rows instead of multiplying by equal values': {
      shapes: [[4, 3]],
      make: (build, x) => build.matMul(x, build.fill(2, [4, 1]), { transposeA: true }),
      before: 'MatMulTN(x0, 2)',
      after: 'Mul(Reshape[3,1](ReduceSum[0](x0)), 2)',
    },
    'divides by multiplying only where that is exact': {
      shapes: v3,
      make: (build, x) => build.binary('Div', build.binary('Div', x, fill(build, 3)), fill(build, 4)),
      before: 'Div(Div(x0, 3), 4)',
      after: 'Mul(Div(x0, 3), 0.25)',
    },
  });
});
