import type { GraphBuilder } from '../../graph/builder.ts';
import { sameShape, type Matrix, type Node } from '../../graph/graph.ts';
import { isIdentity, kronecker, matrixFrom, product } from '../../graph/matrix.ts';
import { rewritingEach } from '../../graph/rewrite.ts';

/**
 * Two maps of the image axes in a row become one, so that upsampling before a convolution (and its gradient after
 * one) costs nothing. Kept apart where the product would be dearer than its second factor.
 */
export const composeSpatialMaps = rewritingEach((node, build) => {
  if (node.op === 'ReduceSum') return summedNeighbours(node, build) ?? node;
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

/** The sum over neighbours on one image axis (the gradient of upsampling) after a map is a map itself. */
function summedNeighbours(node: Node<'ReduceSum'>, build: GraphBuilder): Node | undefined {
  const [split] = node.inputs;
  const [map] = split.inputs;
  if (split.op !== 'Reshape' || map.op !== 'SpatialMap' || split.shape.length !== 5) return undefined;
  const axis = node.attributes.axes[0] - 1;
  const along = [0, 1, 2, 3].map((i) =>
    i === axis ? split.shape[i] * split.shape[i + 1] : split.shape[i < axis ? i : i + 1],
  );
  if (node.attributes.axes.length !== 1 || axis > 1 || axis < 0 || !sameShape(along, map.shape))
    return undefined;
  const times = split.shape[axis + 1];
  const sums = matrixFrom(split.shape[axis], map.shape[axis], (row, column) =>
    Math.floor(column / times) === row ? 1 : 0,
  );
  const { rows, columns } = map.attributes;
  return axis === 0
    ? build.spatialMap(map.inputs[0], product(sums, rows), columns)
    : build.spatialMap(map.inputs[0], rows, product(sums, columns));
}

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
