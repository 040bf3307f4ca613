import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { factorSums } from './factorSums.ts';

const shapes = [[4], [4], [4]];

describe('factorSums', () => {
  expectCases(factorSums, {
    'takes a common factor out': {
      shapes,
      make: (build, x, y, s) => build.binary('Sub', build.mul(x, s), build.mul(s, y)),
      before: 'Sub(Mul(x0, x2), Mul(x2, x1))',
      after: 'Mul(Sub(x0, x1), x2)',
    },
    'finds it inside a chain of factors': {
      shapes,
      make: (build, x, y, s) =>
        build.add(build.mul(build.unary('Neg', x), s), build.mul(build.mul(s, y), build.fill(2, []))),
      before: 'Add(Mul(Neg(x0), x2), Mul(Mul(x2, x1), 2))',
      after: 'Mul(Add(Mul(x0, -1), Mul(x1, 2)), x2)',
    },
    'takes each factor out as often as both have it': {
      shapes,
      make: (build, x, y, s) => build.add(build.mul(build.mul(x, s), s), build.mul(y, s)),
      before: 'Add(Mul(Mul(x0, x2), x2), Mul(x1, x2))',
      after: 'Mul(Add(Mul(x0, x2), x1), x2)',
    },
    'takes it out of a chain of sums in one go': {
      shapes,
      make: (build, x, y, s) =>
        build.add(
          build.binary(
            'Sub',
            build.add(build.mul(x, s), build.mul(y, s)),
            build.mul(build.unary('Exp', x), s),
          ),
          build.mul(s, build.unary('Exp', y)),
        ),
      before: 'Add(Sub(Add(Mul(x0, x2), Mul(x1, x2)), Mul(Exp(x0), x2)), Mul(x2, Exp(x1)))',
      after: 'Mul(Add(Sub(Add(x0, x1), Exp(x0)), Exp(x1)), x2)',
    },
    'leaves a chain of which something else reads a part': {
      shapes,
      make: (build, x, y, s) => {
        const part = build.add(build.mul(x, s), build.mul(y, s));
        return build.mul(build.add(part, build.mul(build.unary('Exp', x), s)), part);
      },
      before: 'Mul(Add(Add(Mul(x0, x2), Mul(x1, x2)), Mul(Exp(x0), x2)), Add(Mul(x0, x2), Mul(x1, x2)))',
      after: 'Mul(Add(Mul(Add(x0, x1), x2), Mul(Exp(x0), x2)), Mul(Add(x0, x1), x2))',
    },
    'leaves a product that something else reads': {
      shapes,
      make: (build, x, y, s) => {
        const product = build.mul(x, s);
        return build.mul(build.add(product, build.mul(y, s)), product);
      },
      before: 'Mul(Add(Mul(x0, x2), Mul(x1, x2)), Mul(x0, x2))',
      after: 'Mul(Add(Mul(x0, x2), Mul(x1, x2)), Mul(x0, x2))',
    },
    'leaves a sum that would change its shape': {
      shapes: [[2, 1], [2, 1], [3]],
      make: (build, x, y, s) => build.add(build.mul(x, s), build.mul(y, s)),
      before: 'Add(Mul(x0, x2), Mul(x1, x2))',
      after: 'Add(Mul(x0, x2), Mul(x1, x2))',
    },
  });
});
