import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { turn } from './turn.ts';

// Five samples; everything else has other lengths.
const ofSamples = (node: { readonly shape: readonly number[] }) => node.shape[0] === 5;

describe('turn', () => {
  expectCases((graph, build) => turn(graph, ofSamples, build), {
    'swaps the operands of a product': {
      shapes: [
        [5, 2],
        [2, 3],
      ],
      make: (build, x, w) => build.matMul(x, w),
      before: 'MatMulNN(x0, x1)',
      after: 'Transpose[1,0](MatMulTN(x1, Transpose[1,0](x0)))',
    },
    'goes from product to product through elementwise operations': {
      shapes: [[5, 2], [2, 3], [3], [5, 1], [4, 3]],
      make: (build, x, w, b, column, v) => {
        const hidden = build.unary('Tanh', build.add(build.matMul(x, w), b));
        return build.matMul(build.mul(hidden, column), v, { transposeB: true });
      },
      before: 'MatMulNT(Mul(Tanh(Add(MatMulNN(x0, x1), x2)), x3), x4)',
      after:
        'Transpose[1,0](MatMulNN(x4, Mul(Tanh(Add(MatMulTN(x1, Transpose[1,0](x0)), Reshape[3,1](x2))), Reshape[1,5](x3))))',
    },
    'gives gradients of weights as they were': {
      shapes: [
        [5, 2],
        [5, 3],
      ],
      make: (build, x, y) => build.matMul(build.unary('Exp', x), build.unary('Exp', y), { transposeA: true }),
      before: 'MatMulTN(Exp(x0), Exp(x1))',
      after: 'MatMulNT(Exp(Transpose[1,0](x0)), Exp(Transpose[1,0](x1)))',
    },
    'reduces over the other axis': {
      shapes: [[5, 2]],
      make: (build, x) => {
        const y = build.unary('Exp', x);
        const [rows, columns] = [0, 1].map((axis) => build.reduce('ReduceSum', y, [axis]));
        return build.mul(build.reduce('ReduceMax', rows, [0]), columns);
      },
      before: 'Mul(ReduceMax(ReduceSum[0](Exp(x0))), ReduceSum[1](Exp(x0)))',
      after: 'Mul(ReduceMax(ReduceSum[1](Exp(Transpose[1,0](x0)))), ReduceSum[0](Exp(Transpose[1,0](x0))))',
    },
    'joins, cuts and pads along the other axis': {
      shapes: [
        [5, 2],
        [5, 3],
      ],
      make: (build, x, y) => {
        const joined = build.concat([build.unary('Exp', x), build.unary('Exp', y)], 1);
        return build.reduce('ReduceSum', build.pad(build.slice(joined, [0, 1], [5, 3]), [0, 1], [0, 0]), [1]);
      },
      before: 'ReduceSum[1](Pad(Slice(Concat(Exp(x0), Exp(x1)))))',
      after: 'ReduceSum[0](Pad(Slice(Concat(Exp(Transpose[1,0](x0)), Exp(Transpose[1,0](x1))))))',
    },
    'reshapes columns, which are as good as rows': {
      shapes: [[5, 1]],
      make: (build, x) => build.reshape(build.unary('Exp', x), [5]),
      before: 'Reshape[5](Exp(x0))',
      after: 'Reshape[5](Exp(Reshape[1,5](x0)))',
    },
    'turns back for what needs the matrix as it was': {
      shapes: [[5, 4]],
      make: (build, x) => build.reshape(build.unary('Exp', x), [2, 10]),
      before: 'Reshape[2,10](Exp(x0))',
      after: 'Reshape[2,10](Transpose[1,0](Exp(Transpose[1,0](x0))))',
    },
  });
});
