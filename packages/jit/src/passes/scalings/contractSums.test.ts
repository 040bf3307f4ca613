import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';
import { contractSums } from './contractSums.ts';

// x and z [rows, 2], y and v [rows, 3], w [2, 3].
const shapes = [
  [4, 2],
  [4, 3],
  [4, 2],
  [4, 3],
  [2, 3],
];
const gradient = (build: GraphBuilder, x: Node, y: Node) => build.matMul(x, y, { transposeA: true });
const scaled = (build: GraphBuilder, x: Node, w: Node, y: Node) => build.mul(build.matMul(x, w), y);
const sumOfRows = (build: GraphBuilder, x: Node) => build.reduce('ReduceSum', x, [0]);

describe('contractSums', () => {
  expectCases(contractSums, {
    'takes the sum over rows from the gradient of the weight': {
      shapes,
      make: (build, x, y, z, v, w) => {
        const needed = build.add(gradient(build, x, y), gradient(build, z, v));
        const sum = sumOfRows(build, build.add(scaled(build, x, w, y), scaled(build, z, w, v)));
        return build.mul(needed, sum);
      },
      before:
        'Mul(Add(MatMulTN(x0, x1), MatMulTN(x2, x3)), ReduceSum[0](Add(Mul(MatMulNN(x0, x4), x1), Mul(MatMulNN(x2, x4), x3))))',
      after:
        'Mul(Add(MatMulTN(x0, x1), MatMulTN(x2, x3)), ReduceSum[0](Mul(x4, Add(MatMulTN(x0, x1), MatMulTN(x2, x3)))))',
    },
    'takes sums of sums over rows together, and leaves others': {
      shapes,
      make: (build, x, y, z, v, w) => {
        const needed = build.add(gradient(build, x, y), gradient(build, z, v));
        const sums = [scaled(build, x, w, y), scaled(build, z, w, v), y].map((term) =>
          sumOfRows(build, term),
        );
        return build.mul(needed, build.add(build.add(sums[0], sums[1]), sums[2]));
      },
      before:
        'Mul(Add(MatMulTN(x0, x1), MatMulTN(x2, x3)), Add(Add(ReduceSum[0](Mul(MatMulNN(x0, x4), x1)), ReduceSum[0](Mul(MatMulNN(x2, x4), x3))), ReduceSum[0](x1)))',
      after:
        'Mul(Add(MatMulTN(x0, x1), MatMulTN(x2, x3)), Add(ReduceSum[0](x1), ReduceSum[0](Mul(x4, Add(MatMulTN(x0, x1), MatMulTN(x2, x3))))))',
    },
    'turns the gradient where the product takes the weight transposed': {
      shapes: [
        [4, 2],
        [4, 3],
        [3, 2],
      ],
      make: (build, x, y, w) => {
        const product = build.matMul(x, w, { transposeB: true });
        return build.mul(gradient(build, x, y), sumOfRows(build, build.mul(y, product)));
      },
      before: 'Mul(MatMulTN(x0, x1), ReduceSum[0](Mul(x1, MatMulNT(x0, x2))))',
      after: 'Mul(MatMulTN(x0, x1), ReduceSum[1](Mul(x2, Transpose[1,0](MatMulTN(x0, x1)))))',
    },
    'finds the gradient of a transposed weight': {
      shapes: [
        [4, 2],
        [4, 3],
        [3, 2],
      ],
      make: (build, x, y, w) => {
        const product = build.matMul(x, w, { transposeB: true });
        return build.mul(
          sumOfRows(build, gradient(build, y, x)),
          build.reduce('ReduceSum', sumOfRows(build, build.mul(y, product)), [0]),
        );
      },
      before: 'Mul(ReduceSum[0](MatMulTN(x1, x0)), ReduceSum[0](ReduceSum[0](Mul(x1, MatMulNT(x0, x2)))))',
      after: 'Mul(ReduceSum[0](MatMulTN(x1, x0)), ReduceSum[0](ReduceSum[1](Mul(x2, MatMulTN(x1, x0)))))',
    },
    'leaves sums over rows whose gradient nobody needs': {
      shapes,
      make: (build, x, y, z, v, w) =>
        build.mul(
          gradient(build, x, y),
          sumOfRows(build, build.add(scaled(build, x, w, y), scaled(build, z, w, v))),
        ),
      before:
        'Mul(MatMulTN(x0, x1), ReduceSum[0](Add(Mul(MatMulNN(x0, x4), x1), Mul(MatMulNN(x2, x4), x3))))',
      after: 'Mul(MatMulTN(x0, x1), ReduceSum[0](Add(Mul(MatMulNN(x0, x4), x1), Mul(MatMulNN(x2, x4), x3))))',
    },
  });
});
