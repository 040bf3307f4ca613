import type { GraphBuilder } from '../graph/builder.ts';
import type { Matrix, Node } from '../graph/graph.ts';
import { isIdentity, kronecker, matrixFrom, product } from '../graph/matrix.ts';
import { rewriting } from '../graph/rewrite.ts';

/**
 * Two maps of the image axes in a row become one, so that upsampling before a convolution (and its gradient after
 * one) costs nothing. Kept apart where the product would be dearer than its second factor.
 */
export const composeSpatialMaps = rewriting((node, build) => {
  if (node.op !== 'SpatialMap') return node;
  const { rows, columns } = node.attributes;
  const [x] = node.inputs;
  if (isIdentity(rows) && isIdentity(columns)) return x;
  const inner = innerMap(x, node, build);
  if (inner === undefined) return node;
  const [outerCost, composedCost] = [
    costOf(rows, columns),
    costOf(product(rows, inner.rows), product(columns, inner.columns)),
  ];
  if (composedCost > outerCost) return node;
  return build.spatialMap(inner.x, product(rows, inner.rows), product(columns, inner.columns));
});

interface InnerMap {
  readonly x: Node;
  readonly rows: Matrix;
  readonly columns: Matrix;
}

/** The map before this one; where this one takes all pixels as one axis, that map's Kronecker product. */
function innerMap(x: Node, { shape }: Node, build: GraphBuilder): InnerMap | undefined {
  if (x.op === 'SpatialMap') return { x: x.inputs[0], ...x.attributes };
  const [before] = x.inputs;
  if (x.op !== 'Reshape' || before.op !== 'SpatialMap') return undefined;
  const [pixels, one, n, c] = x.shape;
  const { rows, columns } = before.attributes;
  if (one !== 1 || pixels !== rows.rows * columns.rows || n !== shape[2] || c !== shape[3]) return undefined;
  const flat = build.reshape(before.inputs[0], [rows.columns * columns.columns, 1, n, c]);
  return { x: flat, rows: kronecker(rows, columns), columns: matrixFrom(1, 1, () => 1) };
}

/** Multiplications for each of the N·C values, with the cheaper axis first. */
export function costOf(rows: Matrix, columns: Matrix): number {
  return Math.min(
    rows.rows * rows.columns * columns.columns + rows.rows * columns.rows * columns.columns,
    columns.rows * columns.columns * rows.columns + columns.rows * rows.rows * rows.columns,
  );
}
