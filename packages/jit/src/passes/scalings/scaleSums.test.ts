import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';
import { scaleSums } from './scaleSums.ts';

const shapes = [[4, 2], [4, 3], [4, 3], [3], [2]];
const product = (build: GraphBuilder, x: Node, y: Node) => build.matMul(x, y, { transposeA: true });

describe('scaleSums', () => {
  expectCases(scaleSums, {
    'scales the columns of a sum once': {
      shapes,
      make: (build, x, y, z, r) =>
        build.add(product(build, x, build.mul(y, r)), product(build, x, build.mul(z, r))),
      before: 'Add(MatMulTN(x0, Mul(x1, x3)), MatMulTN(x0, Mul(x2, x3)))',
      after: 'Mul(Add(MatMulTN(x0, x1), MatMulTN(x0, x2)), Reshape[1,3](x3))',
    },
    'scales the rows of a sum once': {
      shapes,
      make: (build, x, y, z, _, r) => {
        const scaled = build.mul(r, x);
        return build.add(product(build, scaled, y), product(build, scaled, z));
      },
      before: 'Add(MatMulTN(Mul(x4, x0), x1), MatMulTN(Mul(x4, x0), x2))',
      after: 'Mul(Add(MatMulTN(x0, x1), MatMulTN(x0, x2)), Reshape[2,1](x4))',
    },
    'leaves terms with other scalings in the sum': {
      shapes: [[8, 2], [8, 3], [8, 3], [3], [2, 3]],
      make: (build, x, y, z, r, other) => {
        const scaled = build.add(product(build, x, build.mul(y, r)), product(build, x, build.mul(z, r)));
        return build.add(scaled, build.add(other, product(build, x, build.mul(y, z))));
      },
      before:
        'Add(Add(MatMulTN(x0, Mul(x1, x3)), MatMulTN(x0, Mul(x2, x3))), Add(x4, MatMulTN(x0, Mul(x1, x2))))',
      after:
        'Add(Add(x4, MatMulTN(x0, Mul(x1, x2))), Mul(Add(MatMulTN(x0, x1), MatMulTN(x0, x2)), Reshape[1,3](x3)))',
    },
    'leaves what is scaled along the axis that is summed over': {
      shapes: [
        [4, 2],
        [4, 3],
        [4, 1],
      ],
      make: (build, x, y, r) => {
        const term = (factor: Node) => product(build, x, build.mul(y, factor));
        return build.add(term(r), term(build.unary('Exp', r)));
      },
      before: 'Add(MatMulTN(x0, Mul(x1, x2)), MatMulTN(x0, Mul(x1, Exp(x2))))',
      after: 'Add(MatMulTN(x0, Mul(x1, x2)), MatMulTN(x0, Mul(x1, Exp(x2))))',
    },
    'leaves a scaled matrix that something else needs': {
      shapes,
      make: (build, x, y, z, r) => {
        const [a, b] = [build.mul(y, r), build.mul(z, r)];
        const sum = build.add(product(build, x, a), product(build, x, b));
        return build.concat([sum, build.add(a, b)], 0);
      },
      before:
        'Concat(Add(MatMulTN(x0, Mul(x1, x3)), MatMulTN(x0, Mul(x2, x3))), Add(Mul(x1, x3), Mul(x2, x3)))',
      after:
        'Concat(Add(MatMulTN(x0, Mul(x1, x3)), MatMulTN(x0, Mul(x2, x3))), Add(Mul(x1, x3), Mul(x2, x3)))',
    },
  });
});
