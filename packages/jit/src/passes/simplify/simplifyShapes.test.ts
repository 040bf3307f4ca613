import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { simplifyShapes } from './simplifyShapes.ts';

const v3 = [[3]];

describe('simplifyShapes', () => {
  expectCases(simplifyShapes, {
    'merges reshapes': {
      shapes: [[2, 6]],
      make: (build, x) => build.reshape(build.reshape(x, [12]), [3, 4]),
      before: 'Reshape[3,4](Reshape[12](x0))',
      after: 'Reshape[3,4](x0)',
    },
    'cancels opposite transpositions': {
      shapes: [[2, 3, 4]],
      make: (build, x) => build.transpose(build.transpose(x, [1, 2, 0]), [2, 0, 1]),
      before: 'Transpose[2,0,1](Transpose[1,2,0](x0))',
      after: 'x0',
    },
    'makes moving an axis of length one a reshape': {
      shapes: [[1, 3, 4]],
      make: (build, x) => build.transpose(x, [1, 0, 2]),
      before: 'Transpose[1,0,2](x0)',
      after: 'Reshape[3,1,4](x0)',
    },
    'lets elementwise operations stretch their operands': {
      shapes: [[3], [2, 3]],
      make: (build, x, y) => build.mul(build.broadcastTo(x, [2, 3]), y),
      before: 'Mul(BroadcastTo[2,3](x0), x1)',
      after: 'Mul(x0, x1)',
    },
    'computes before stretching': {
      shapes: v3,
      make: (build, x) => build.unary('Exp', build.broadcastTo(x, [2, 3])),
      before: 'Exp(BroadcastTo[2,3](x0))',
      after: 'BroadcastTo[2,3](Exp(x0))',
    },
    'takes a slice of a concatenation from its part': {
      shapes: [[2], [3]],
      make: (build, x, y) => build.slice(build.concat([x, y], 0), [2], [3]),
      before: 'Slice(Concat(x0, x1))',
      after: 'x1',
    },
    'takes a slice inside padding from what was padded': {
      shapes: v3,
      make: (build, x) => build.slice(build.pad(x, [2], [2]), [2], [3]),
      before: 'Slice(Pad(x0))',
      after: 'x0',
    },
    'puts all slices of a tensor together again': {
      shapes: [[4]],
      make: (build, x) => build.concat([build.slice(x, [0], [1]), build.slice(x, [1], [3])], 0),
      before: 'Concat(Slice(x0), Slice(x0))',
      after: 'x0',
    },
    'makes a concatenation with zeros padding': {
      shapes: [[2], [3]],
      make: (build, x, y) => build.concat([build.fill(0, [4]), x, y], 0),
      before: 'Concat(0, x0, x1)',
      after: 'Pad(Concat(x0, x1))',
    },
    'computes before reshaping': {
      shapes: [[6], [6]],
      make: (build, x, y) => build.add(build.reshape(x, [2, 3]), build.reshape(y, [2, 3])),
      before: 'Add(Reshape[2,3](x0), Reshape[2,3](x1))',
      after: 'Reshape[2,3](Add(x0, x1))',
    },
    'leaves a column times a row as it is': {
      shapes: [[3], [3]],
      make: (build, x, y) => build.mul(build.reshape(x, [3, 1]), build.reshape(y, [1, 3])),
      before: 'Mul(Reshape[3,1](x0), Reshape[1,3](x1))',
      after: 'Mul(Reshape[3,1](x0), Reshape[1,3](x1))',
    },
    'sums over axes at once': {
      shapes: [[2, 3, 4]],
      make: (build, x) => build.reduce('ReduceSum', build.reduce('ReduceSum', x, [1]), [1]),
      before: 'ReduceSum[1](ReduceSum[1](x0))',
      after: 'ReduceSum[1,2](x0)',
    },
  });
});
