import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { reassociateProducts } from './reassociateProducts.ts';

describe('reassociateProducts', () => {
  expectCases(reassociateProducts, {
    'multiplies what has few elements first': {
      shapes: [[8, 4], [4]],
      make: (build, x, row) => build.mul(build.mul(x, build.fill(3, [])), row),
      before: 'Mul(Mul(x0, 3), x1)',
      after: 'Mul(x0, Mul(x1, 3))',
    },
    'leaves a number for last among factors of one size': {
      shapes: [[4], [4]],
      make: (build, x, y) => build.mul(build.mul(x, build.fill(3, [])), y),
      before: 'Mul(Mul(x0, 3), x1)',
      after: 'Mul(Mul(x0, x1), 3)',
    },
    'uses a product that is needed anyway': {
      shapes: [[4], [4], [4]],
      make: (build, x, y, z) => {
        const shared = build.unary('Exp', build.mul(x, z));
        return build.add(shared, build.mul(build.mul(x, y), z));
      },
      before: 'Add(Exp(Mul(x0, x2)), Mul(Mul(x0, x1), x2))',
      after: 'Add(Exp(Mul(x0, x2)), Mul(x1, Mul(x0, x2)))',
    },
    'leaves a product that something else reads': {
      shapes: [[4], [4], [4]],
      make: (build, x, y, z) => {
        const product = build.mul(x, y);
        return build.add(product, build.mul(product, z));
      },
      before: 'Add(Mul(x0, x1), Mul(Mul(x0, x1), x2))',
      after: 'Add(Mul(x0, x1), Mul(Mul(x0, x1), x2))',
    },
    'keeps the shape': {
      shapes: [[4], [2, 1]],
      make: (build, x, y) => build.mul(build.mul(x, y), build.fill(2, [3, 2, 4])),
      before: 'Mul(Mul(x0, x1), 2)',
      after: 'BroadcastTo[3,2,4](Mul(x0, Mul(x1, 2)))',
    },
  });
});
