import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { mergeProducts } from './mergeProducts.ts';

const four = [
  [2, 3],
  [2, 3],
  [2, 3],
  [2, 3],
];

describe('mergeProducts', () => {
  expectCases(mergeProducts, {
    'makes a sum of products one product': {
      shapes: four,
      make: (build, a, b, c, d) => {
        const product = (x: typeof a, y: typeof a) => build.matMul(x, y, { transposeA: true });
        return build.add(build.add(product(a, b), product(b, c)), product(c, d));
      },
      before: 'Add(Add(MatMulTN(x0, x1), MatMulTN(x1, x2)), MatMulTN(x2, x3))',
      after: 'MatMulTN(Concat(x0, x1, x2), Concat(x1, x2, x3))',
    },
    'leaves products whose operands are larger than they': {
      shapes: [
        [4096, 3],
        [4096, 3],
        [4096, 3],
      ],
      make: (build, a, b, c) => {
        const product = (x: typeof a, y: typeof a) => build.matMul(x, y, { transposeA: true });
        return build.add(build.add(product(a, b), product(b, c)), product(c, a));
      },
      before: 'Add(Add(MatMulTN(x0, x1), MatMulTN(x1, x2)), MatMulTN(x2, x0))',
      after: 'Add(Add(MatMulTN(x0, x1), MatMulTN(x1, x2)), MatMulTN(x2, x0))',
    },
    'leaves products of which one is begun after the others': {
      shapes: four,
      make: (build, a, b, c) => {
        const product = (x: typeof a, y: typeof a) => build.matMul(x, y, { transposeA: true });
        const sum = build.add(product(a, b), product(b, c));
        return build.add(sum, product(build.after(c, [sum]), a));
      },
      before:
        'Add(Add(MatMulTN(x0, x1), MatMulTN(x1, x2)), MatMulTN(After(x2, Add(MatMulTN(x0, x1), MatMulTN(x1, x2))), x0))',
      after:
        'Add(Add(MatMulTN(x0, x1), MatMulTN(x1, x2)), MatMulTN(After(x2, Add(MatMulTN(x0, x1), MatMulTN(x1, x2))), x0))',
    },
    'adds up the rows of all terms at once': {
      shapes: four,
      make: (build, a, b, c) => build.reduce('ReduceSum', build.add(build.add(a, b), c), [0]),
      before: 'ReduceSum[0](Add(Add(x0, x1), x2))',
      after: 'ReduceSum[0](Concat(x0, x1, x2))',
    },
    'leaves a partial sum that something else reads': {
      shapes: four,
      make: (build, a, b, c) => {
        const partial = build.add(a, b);
        return build.mul(partial, build.reduce('ReduceSum', build.add(partial, c), [0]));
      },
      before: 'Mul(Add(x0, x1), ReduceSum[0](Add(Add(x0, x1), x2)))',
      after: 'Mul(Add(x0, x1), ReduceSum[0](Add(Add(x0, x1), x2)))',
    },
  });
});
