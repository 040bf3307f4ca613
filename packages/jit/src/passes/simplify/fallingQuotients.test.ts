import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { fallingQuotients } from './fallingQuotients.ts';

describe('fallingQuotients', () => {
  expectCases(fallingQuotients, {
    'divides by what sigmoid(-x) is the reciprocal of, on either side': {
      shapes: [[3], [2, 3]],
      make: (build, x, y) =>
        build.mul(build.mul(build.unary('FallingSigmoid', x), build.unary('Sigmoid', x)), y),
      before: 'Mul(Mul(FallingSigmoid(x0), Sigmoid(x0)), x1)',
      after: 'Mul(Div(Sigmoid(x0), OnePlusExp(x0)), x1)',
    },
    'leaves the product where softplus needs sigmoid(-x) in any case': {
      shapes: [[3]],
      make: (build, x) => build.mul(build.unary('FallingSigmoid', x), build.unary('Softplus', x)),
      before: 'Mul(FallingSigmoid(x0), Softplus(x0))',
      after: 'Mul(FallingSigmoid(x0), Softplus(x0))',
    },
    'leaves sigmoid(-x) where it is no factor': {
      shapes: [[3]],
      make: (build, x) => build.add(build.unary('FallingSigmoid', x), x),
      before: 'Add(FallingSigmoid(x0), x0)',
      after: 'Add(FallingSigmoid(x0), x0)',
    },
  });
});
