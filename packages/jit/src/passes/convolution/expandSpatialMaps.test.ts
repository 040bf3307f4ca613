import { describe } from 'vitest';
import { expectCases } from '../../../test/passCases.ts';
import type { Matrix } from '../../graph/graph.ts';
import { identity, matrixFrom } from '../../graph/matrix.ts';
import { expandSpatialMaps } from './expandSpatialMaps.ts';

const m = (rows: number, columns: number): Matrix => matrixFrom(rows, columns, (r, c) => r + 2 * c + 1);

describe('expandSpatialMaps', () => {
  expectCases(expandSpatialMaps({ exact: false }), {
    'applies each axis as a product from the left': {
      shapes: [[4, 4, 2, 3]],
      make: (build, x) => build.spatialMap(x, identity(4), m(2, 4)),
      before: 'SpatialMap[4x4,2x4](x0)',
      after: 'Reshape[4,2,2,3](MatMulNN([1 3 5 7 2 4 6 8], Reshape[4,4,6](x0)))',
    },
  });
});
