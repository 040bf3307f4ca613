import type { Matrix, WindowAxis } from '../../graph/graph.ts';
import { identity, matrixFrom, shiftMatrix } from '../../graph/matrix.ts';

/**
 * A convolution along one axis as products at `points` positions for each of `tiles` tiles:
 * y = output · ((input · x) ⊙ (filter · w)), rows of `input` ordered by group of tiles, then point, then tile.
 */
export interface AxisTransform {
  readonly points: number;
  readonly tiles: number;
  /** Groups of neighbouring tiles: `output` has as many equal blocks on its diagonal. */
  readonly groups: number;
  /** [points · tiles, inputs] */
  readonly input: Matrix;
  /** [points, kernel] */
  readonly filter: Matrix;
  /** [outputs, points · tiles] */
  readonly output: Matrix;
}

const transformInput = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
];
const transformFilter = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];
const transformOutput = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
];

/** True where F(4,3) applies: three taps, stride one, same length out, whole tiles. */
export const winogradApplies = (axis: WindowAxis, inputs: number, outputs: number) =>
  axis.kernel === 3 &&
  axis.stride === 1 &&
  axis.dilation === 1 &&
  axis.before === 1 &&
  inputs === outputs &&
  outputs % 4 === 0 &&
  outputs >= 8;

/**
 * Winograd's minimal filtering F(4,3): 6 products instead of 12 for 4 outputs; padding is part of the matrix.
 * A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks", 2016, arXiv:1509.09308, section 4.3.
 * Rounding grows to some 1e-5 of the largest value.
 */
export function winogradTransform({ before }: WindowAxis, inputs: number, groups = 1): AxisTransform {
  const tiles = inputs / 4;
  const inGroup = tiles / groups;
  const pointAndTile = (index: number) => {
    const within = index % (6 * inGroup);
    return [Math.floor(within / inGroup), Math.floor(index / (6 * inGroup)) * inGroup + (within % inGroup)];
  };
  const input = matrixFrom(6 * tiles, inputs, (row, column) => {
    const [point, tile] = pointAndTile(row);
    return transformInput[point][column + before - 4 * tile] ?? 0;
  });
  const output = matrixFrom(inputs, 6 * tiles, (row, column) => {
    const [point, tile] = pointAndTile(column);
    return Math.floor(row / 4) === tile ? transformOutput[row % 4][point] : 0;
  });
  return {
    points: 6,
    tiles,
    groups,
    input,
    filter: matrixFrom(6, 3, (p, u) => transformFilter[p][u]),
    output,
  };
}

/** The plain convolution: one point per tap, one tile per output; exact. */
export function tapTransform(axis: WindowAxis, inputs: number, outputs: number): AxisTransform {
  return {
    points: axis.kernel,
    tiles: outputs,
    groups: 1,
    input: shiftMatrix(axis, inputs, outputs),
    filter: identity(axis.kernel),
    output: matrixFrom(outputs, axis.kernel * outputs, (row, column) => (column % outputs === row ? 1 : 0)),
  };
}
