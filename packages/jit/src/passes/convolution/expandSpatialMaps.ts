import type { GraphBuilder } from '../../graph/builder.ts';
import type { Matrix, Node } from '../../graph/graph.ts';
import { isIdentity, kronecker } from '../../graph/matrix.ts';
import { rewriting } from '../../graph/rewrite.ts';

/** Maps with at most this many entries over both axes are applied as one matrix: fewer, larger products. */
const jointEntries = 16 * 64;

/** Maps of the image axes as products with constant matrices from the left, the cheaper axis first. */
export const expandSpatialMaps = rewriting((node, build) => {
  if (node.op !== 'SpatialMap') return node;
  const [x] = node.inputs;
  const { rows, columns } = node.attributes;
  const entries = rows.rows * rows.columns * columns.rows * columns.columns;
  if (!isIdentity(rows) && !isIdentity(columns) && entries <= jointEntries) {
    const [h, w, n, c] = x.shape;
    const flat = build.reshape(x, [h * w, n * c]);
    return build.reshape(build.matMul(build.matrix(kronecker(rows, columns)), flat), node.shape);
  }
  const rowsFirst =
    rows.rows * rows.columns * columns.columns + rows.rows * columns.rows * columns.columns <=
    columns.rows * columns.columns * rows.columns + columns.rows * rows.rows * rows.columns;
  return rowsFirst
    ? alongColumns(build, alongRows(build, x, rows), columns)
    : alongRows(build, alongColumns(build, x, columns), rows);
});

function alongRows(build: GraphBuilder, x: Node, rows: Matrix): Node {
  if (isIdentity(rows)) return x;
  const [h, ...rest] = x.shape;
  const flat = build.reshape(x, [h, rest.reduce((product, length) => product * length, 1)]);
  return build.reshape(build.matMul(build.matrix(rows), flat), [rows.rows, ...rest]);
}

function alongColumns(build: GraphBuilder, x: Node, columns: Matrix): Node {
  if (isIdentity(columns)) return x;
  const [h, w, n, c] = x.shape;
  const flat = build.reshape(x, [h, w, n * c]);
  return build.reshape(build.matMul(build.matrix(columns), flat), [h, columns.rows, n, c]);
}
