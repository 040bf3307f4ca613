import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import { foldConstants } from './foldConstants.ts';

const v3 = [[3]];

describe('foldConstants', () => {
  const list = (build: GraphBuilder, ...values: number[]) =>
    build.constant(Float32Array.from(values), [values.length], 'float32');
  expectCases(foldConstants, {
    'makes a constant of equal values one value': {
      shapes: v3,
      make: (build, x) => build.add(x, list(build, 2, 2, 2)),
      before: 'Add(x0, [2 2 2])',
      after: 'Add(x0, 2)',
    },
    'computes with constants': {
      shapes: v3,
      make: (build, x) =>
        build.mul(x, build.unary('Neg', build.add(list(build, 1, 2, 3), build.fill(1, [])))),
      before: 'Mul(x0, Neg(Add([1 2 3], 1)))',
      after: 'Mul(x0, [-2 -3 -4])',
    },
    'moves constant elements at build time': {
      shapes: [[2, 2]],
      make: (build, x) =>
        build.add(x, build.transpose(build.reshape(list(build, 1, 2, 3, 4), [2, 2]), [1, 0])),
      before: 'Add(x0, Transpose[1,0](Reshape[2,2]([1 2 3 4])))',
      after: 'Add(x0, [1 3 2 4])',
    },
    'leaves what depends on an input': {
      shapes: v3,
      make: (build, x) => build.mul(build.add(x, build.fill(1, [])), build.fill(2, [])),
      before: 'Mul(Add(x0, 1), 2)',
      after: 'Mul(Add(x0, 1), 2)',
    },
  });
});
