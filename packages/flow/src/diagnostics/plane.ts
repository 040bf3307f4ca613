import { ndarray, type NdArray } from '@hgn/autodiff';
import { wholeNumber } from '../core/check.ts';

/** The nodes of a rectangular grid: columns × rows of them, from the first to the last x and y. */
export interface Plane {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly columns: number;
  readonly rows: number;
}

/** A function on a plane: one value a node; x runs fastest, the first row has the lowest y. */
export interface PlaneField extends Plane {
  readonly values: Float32Array;
}

/** Displacements on a plane, in its own units; the order is that of {@link PlaneField}. */
export interface PlaneVectors extends Plane {
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

/** Throws RangeError unless the intervals rise and there are two nodes or more along each. */
export function checkPlane(caller: string, { x, y, columns, rows }: Plane): void {
  for (const [axis, [low, high]] of [['x', x] as const, ['y', y] as const]) {
    if (!(low < high && Number.isFinite(high - low))) {
      throw new RangeError(
        `${caller}: ${axis} must be two rising finite numbers, but got [${low}, ${high}]; give the first and the last`,
      );
    }
  }
  wholeNumber(`${caller}: columns`, columns, 2);
  wholeNumber(`${caller}: rows`, rows, 2);
}

/** The nodes as points [columns * rows, 2]. */
export function nodesOf({ x, y, columns, rows }: Plane): NdArray {
  const data = new Float32Array(2 * columns * rows);
  for (let i = 0; i < columns * rows; i++) {
    data[2 * i] = x[0] + ((i % columns) / (columns - 1)) * (x[1] - x[0]);
    data[2 * i + 1] = y[0] + (Math.floor(i / columns) / (rows - 1)) * (y[1] - y[0]);
  }
  return ndarray(data, [columns * rows, 2]);
}

/** Rows of two numbers as two arrays, each times the unit of its column. */
export function columnsOfPairs(
  { data }: NdArray,
  units: ArrayLike<number> = [1, 1],
): [Float32Array, Float32Array] {
  const of = (column: number) =>
    Float32Array.from({ length: data.length / 2 }, (_, i) => data[2 * i + column] * units[column]);
  return [of(0), of(1)];
}
