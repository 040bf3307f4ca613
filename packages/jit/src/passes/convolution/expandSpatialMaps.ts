import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type Matrix, type Node } from '../../graph/graph.ts';
import { diagonalBlocks, isIdentity, kronecker } from '../../graph/matrix.ts';
import { sumAlong } from './sumAlong.ts';
import type { ConvolutionOptions } from './expandConvolutions.ts';
import { rewritingEach } from '../../graph/rewrite.ts';

/** Maps with at most this many entries over both axes are applied as one matrix: fewer, larger products. */
const jointEntries = 16 * 64;

/**
 * Maps of the image axes as products with constant matrices from the left, the cheaper axis first; exactly, as sums of
 * the pixels that each output is made of, so that one which is not finite spoils no others.
 */
export const expandSpatialMaps = ({ exact }: ConvolutionOptions) =>
  rewritingEach((node, build) => {
    if (node.op !== 'SpatialMap') return node;
    const { rows, columns } = node.attributes;
    return exact
      ? sumAlong(build, sumAlong(build, node.inputs[0], 0, rows), 1, columns)
      : productAlong(build, node);
  });

function productAlong(build: GraphBuilder, node: Node<'SpatialMap'>): Node {
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
}

/** Blocks of the diagonal are multiplied one by one only with at least this many elements a row. */
const longRow = 8192;
/** Products with fewer rows or columns than this cost more than the zeros that they avoid. */
const smallestBlock = 8;

function blocksOf(matrix: Matrix, rowLength: number) {
  return rowLength < longRow ? { block: matrix, count: 1 } : diagonalBlocks(matrix, smallestBlock);
}

function alongRows(build: GraphBuilder, x: Node, rows: Matrix): Node {
  if (isIdentity(rows)) return x;
  const [h, ...rest] = x.shape;
  const rowLength = sizeOf(rest);
  const { block, count } = blocksOf(rows, rowLength);
  const blocks = build.reshape(x, count === 1 ? [h, rowLength] : [count, h / count, rowLength]);
  return build.reshape(build.matMul(build.matrix(block), blocks), [rows.rows, ...rest]);
}

function alongColumns(build: GraphBuilder, x: Node, columns: Matrix): Node {
  if (isIdentity(columns)) return x;
  const [h, w, n, c] = x.shape;
  const { block, count } = blocksOf(columns, n * c);
  const blocks = build.reshape(x, [h * count, w / count, n * c]);
  return build.reshape(build.matMul(build.matrix(block), blocks), [h, columns.rows, n, c]);
}
