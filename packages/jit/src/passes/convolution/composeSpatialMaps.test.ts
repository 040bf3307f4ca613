import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import type { Matrix } from '../../graph/graph.ts';
import { identity, matrixFrom } from '../../graph/matrix.ts';
import { composeSpatialMaps } from './composeSpatialMaps.ts';

const m = (rows: number, columns: number): Matrix => matrixFrom(rows, columns, (r, c) => r + 2 * c + 1);

describe('composeSpatialMaps', () => {
  const image = [[4, 4, 2, 3]];
  expectCases(composeSpatialMaps, {
    'makes two maps one where that is no dearer': {
      shapes: image,
      make: (build, x) => build.spatialMap(build.spatialMap(x, m(8, 4), m(8, 4)), m(6, 8), m(6, 8)),
      before: 'SpatialMap[6x8,6x8](SpatialMap[8x4,8x4](x0))',
      after: 'SpatialMap[6x4,6x4](x0)',
    },
    'keeps a small map before a larger one': {
      shapes: image,
      make: (build, x) => build.spatialMap(build.spatialMap(x, m(1, 4), m(1, 4)), m(6, 1), m(6, 1)),
      before: 'SpatialMap[6x1,6x1](SpatialMap[1x4,1x4](x0))',
      after: 'SpatialMap[6x1,6x1](SpatialMap[1x4,1x4](x0))',
    },
    'drops the identity': {
      shapes: image,
      make: (build, x) => build.spatialMap(x, identity(4), identity(4)),
      before: 'SpatialMap[4x4,4x4](x0)',
      after: 'x0',
    },
    'takes in the sum over neighbours that upsampling backward is': {
      shapes: image,
      make: (build, x) =>
        build.reduce('ReduceSum', build.reshape(build.spatialMap(x, m(8, 4), m(6, 4)), [8, 3, 2, 2, 3]), [2]),
      before: 'ReduceSum[2](Reshape[8,3,2,2,3](SpatialMap[8x4,6x4](x0)))',
      after: 'SpatialMap[8x4,3x4](x0)',
    },
  });
});
