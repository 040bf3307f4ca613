import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import { mergeSums } from './mergeSums.ts';

describe('mergeSums', () => {
  expectCases(mergeSums, {
    'concatenates padded pieces that touch': {
      shapes: [[2], [3]],
      make: (build, x, y) => build.add(build.pad(y, [2], [1]), build.pad(x, [0], [4])),
      before: 'Add(Pad(x1), Pad(x0))',
      after: 'Pad(Concat(x0, x1))',
    },
    'adds pieces of the same place before padding': {
      shapes: [[2], [2]],
      make: (build, x, y) => build.add(build.pad(x, [1], [1]), build.pad(y, [1], [1])),
      before: 'Add(Pad(x0), Pad(x1))',
      after: 'Pad(Add(x0, x1))',
    },
    'finds the piece of a longer sum that another touches': {
      shapes: [[2], [2], [4]],
      make: (build, x, y, z) => build.add(build.add(build.pad(x, [0], [2]), z), build.pad(y, [2], [0])),
      before: 'Add(Add(Pad(x0), x2), Pad(x1))',
      after: 'Add(Concat(x0, x1), x2)',
    },
    'adds before reducing': {
      shapes: [
        [2, 3],
        [2, 3],
      ],
      make: (build, x, y) => build.add(build.reduce('ReduceSum', x, [0]), build.reduce('ReduceSum', y, [0])),
      before: 'Add(ReduceSum[0](x0), ReduceSum[0](x1))',
      after: 'ReduceSum[0](Add(x0, x1))',
    },
  });
});
