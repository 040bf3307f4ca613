import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';
import { transposeOnce } from './transposeOnce.ts';

const shapes = [
  [2, 3],
  [2, 4],
];
const product = (build: GraphBuilder, w: Node, x: Node) => build.matMul(w, x, { transposeA: true });

describe('transposeOnce', () => {
  expectCases(transposeOnce, {
    'transposes for three products at once': {
      shapes,
      make: (build, w, x) => {
        const [a, b, c] = [x, build.unary('Exp', x), build.unary('Tanh', x)].map((y) => product(build, w, y));
        return build.concat([a, b, c], 0);
      },
      before: 'Concat(MatMulTN(x0, x1), MatMulTN(x0, Exp(x1)), MatMulTN(x0, Tanh(x1)))',
      after:
        'Concat(MatMulNN(Transpose[1,0](x0), x1), MatMulNN(Transpose[1,0](x0), Exp(x1)), MatMulNN(Transpose[1,0](x0), Tanh(x1)))',
    },
    'leaves fewer products': {
      shapes,
      make: (build, w, x) =>
        build.concat([product(build, w, x), product(build, w, build.unary('Exp', x))], 0),
      before: 'Concat(MatMulTN(x0, x1), MatMulTN(x0, Exp(x1)))',
      after: 'Concat(MatMulTN(x0, x1), MatMulTN(x0, Exp(x1)))',
    },
  });
});
