import type { Numbers } from '../chart/lines.ts';

/** A function of (q, p) sampled at the nodes of a rectangular grid. */
export interface FieldGrid {
  /** First and last q of the nodes. */
  readonly q: readonly [number, number];
  /** First and last p of the nodes. */
  readonly p: readonly [number, number];
  /** Nodes along q, 2 or more. */
  readonly columns: number;
  /** Nodes along p, 2 or more. */
  readonly rows: number;
  /** rows × columns values; q runs fastest, the first row is the lowest p. Values that are not finite leave holes. */
  readonly values: Numbers;
}

/** A vector field (dq/dt, dp/dt) sampled at the nodes of a rectangular grid; shapes as in `FieldGrid`. */
export interface VectorGrid extends Omit<FieldGrid, 'values'> {
  readonly dq: Numbers;
  readonly dp: Numbers;
}

/** Where to sample: the interval of each axis and the number of nodes along it. */
export interface GridShape {
  readonly q: readonly [number, number];
  readonly p: readonly [number, number];
  /** Nodes along q; default 96 for values, 17 for vectors. */
  readonly columns?: number | undefined;
  /** Nodes along p; default as many as columns. */
  readonly rows?: number | undefined;
}

/**
 * Samples a function of (q, p), a Hamiltonian or a log density, at the nodes of a grid. Costs columns × rows calls.
 *
 * @throws RangeError if an interval does not rise or there are fewer than two nodes along an axis.
 * @example
 * ```ts
 * import { contourMap, sampleField, toSvgString } from '@hgn/viz';
 * const H = (q: number, p: number) => p ** 2 / 2 + 1 - Math.cos(q);
 * const figure = contourMap(sampleField(H, { q: [-4, 4], p: [-3, 3] }), { title: 'Pendulum', valueLabel: 'H' });
 * console.log(toSvgString(figure).includes('Pendulum')); // true
 * ```
 */
export function sampleField(field: (q: number, p: number) => number, shape: GridShape): FieldGrid {
  const columns = shape.columns ?? 96;
  const rows = shape.rows ?? columns;
  const grid = { q: shape.q, p: shape.p, columns, rows };
  checkGrid('sampleField', grid);
  const values = Float64Array.from({ length: rows * columns }, (_, index) => field(...nodeAt(grid, index)));
  return { ...grid, values };
}

/**
 * Samples a vector field (dq/dt, dp/dt) at the nodes of a grid. Costs columns × rows calls.
 *
 * @throws RangeError if an interval does not rise or there are fewer than two nodes along an axis.
 * @example
 * ```ts
 * import { sampleVectors } from '@hgn/viz';
 * const motion = sampleVectors((q, p) => ({ dq: p, dp: -q }), { q: [-1, 1], p: [-1, 1], columns: 3 });
 * console.log(Array.from(motion.dq)); // [ -1, -1, -1, 0, 0, 0, 1, 1, 1 ]
 * ```
 */
export function sampleVectors(
  field: (q: number, p: number) => { readonly dq: number; readonly dp: number },
  shape: GridShape,
): VectorGrid {
  const columns = shape.columns ?? 17;
  const rows = shape.rows ?? columns;
  const grid = { q: shape.q, p: shape.p, columns, rows };
  checkGrid('sampleVectors', grid);
  const vectors = Array.from({ length: rows * columns }, (_, index) => field(...nodeAt(grid, index)));
  return {
    ...grid,
    dq: Float64Array.from(vectors, ({ dq }) => dq),
    dp: Float64Array.from(vectors, ({ dp }) => dp),
  };
}

/** The (q, p) of node number `index`. */
export function nodeAt(grid: Omit<FieldGrid, 'values'>, index: number): [q: number, p: number] {
  const along = ([low, high]: readonly [number, number], share: number): number =>
    low * (1 - share) + high * share;
  return [
    along(grid.q, (index % grid.columns) / (grid.columns - 1)),
    along(grid.p, Math.floor(index / grid.columns) / (grid.rows - 1)),
  ];
}

/** Checks intervals, node counts and, where given, how many values there are. */
export function checkGrid(
  name: string,
  grid: Omit<FieldGrid, 'values'>,
  ...arrays: readonly Numbers[]
): void {
  for (const [axis, [low, high], nodes] of [
    ['q', grid.q, grid.columns] as const,
    ['p', grid.p, grid.rows] as const,
  ]) {
    if (!Number.isFinite(high - low) || !(low < high)) {
      throw new RangeError(`${name}: ${axis} must be two rising finite numbers, but got [${low}, ${high}]`);
    }
    if (!Number.isInteger(nodes) || nodes < 2) {
      throw new RangeError(`${name}: there must be 2 or more nodes along ${axis}, but got ${nodes}`);
    }
  }
  for (const { length } of arrays) {
    if (length !== grid.columns * grid.rows) {
      throw new RangeError(
        `${name}: a grid of ${grid.columns} × ${grid.rows} nodes must have ${grid.columns * grid.rows} values, but has ${length}; q runs fastest`,
      );
    }
  }
}
