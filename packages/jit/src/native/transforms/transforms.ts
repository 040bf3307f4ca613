import { countUses, sizeOf, type Graph, type Node } from '../../graph/graph.ts';
import { addressOf, type Word } from '../instruction.ts';
import { entriesOf, MatrixWords, sparseMatrix, type SparseMatrix } from './sparseMatrix.ts';
import { denseView } from '../views.ts';
import type { Writer } from '../writer.ts';

/** Small matrices applied along one axis or two of [batches, outer, groups, inner, length], as Winograd's convolutions do. */
export interface Transform {
  readonly from: Node;
  readonly outer: SparseMatrix;
  readonly inner: SparseMatrix;
  readonly batches: number;
  readonly groups: number;
  readonly length: number;
}

/** Transforms by the node that they give, and the nodes that they leave out. */
export interface Transforms {
  readonly byResult: ReadonlyMap<Node, Transform>;
  readonly absorbed: ReadonlySet<Node>;
  readonly words: MatrixWords;
}

const identity: SparseMatrix = {
  rows: 1,
  columns: 1,
  blocks: [{ rows: [{ row: 0, entries: [{ column: 0, value: 1 }] }], columns: [0] }],
};

/** The most rows and columns of a matrix, for which the executor has room; and the shortest axis that pays. */
const mostRows = 64;
const leastLength = 32;

/** Multiplications that two threads do sooner than one. */
const leastShared = 20_000;

/** Finds products with constant matrices that are mostly zero, and pairs of them that follow each other. */
export function transformsOf(graph: Graph, order: readonly Node[]): Transforms {
  const readers = countUses(graph);
  const matrices = new SparseMatrices();
  const byResult = new Map<Node, Transform>();
  const absorbed = new Set<Node>();
  for (const node of order) {
    const own = sparseProduct(node, matrices);
    if (own === undefined) continue;
    const between = node.inputs[1].op === 'Reshape' ? node.inputs[1] : undefined;
    const first = between === undefined ? node.inputs[1] : between.inputs[0];
    const before = byResult.get(first);
    const isAlone = readers.get(first) === 1 && (between === undefined || readers.get(between) === 1);
    const joined = before !== undefined && isAlone ? join(before, own) : undefined;
    byResult.set(node, joined ?? own);
    if (joined === undefined) continue;
    byResult.delete(first);
    absorbed.add(first);
    if (between !== undefined) absorbed.add(between);
  }
  return { byResult, absorbed, words: new MatrixWords() };
}

/** A product with a sparse constant matrix, as a transform along one axis. */
function sparseProduct(node: Node, matrices: SparseMatrices): Transform | undefined {
  if (node.op !== 'MatMul' || node.dtype !== 'float32' || node.attributes.transposeB) return undefined;
  const [factor, from] = node.inputs;
  if (factor.op !== 'Constant' || sizeOf(factor.shape) !== sizeOf(factor.shape.slice(-2))) return undefined;
  const matrix = matrices.of(factor, node.attributes.transposeA);
  const length = from.shape[from.shape.length - 1];
  if (matrix === undefined || length < leastLength || sizeOf(node.shape) === 0) return undefined;
  const batches = sizeOf(from.shape) / (matrix.columns * length);
  return sizeOf(node.shape) === batches * matrix.rows * length
    ? { from, outer: matrix, inner: identity, batches, groups: 1, length }
    : undefined;
}

/** The matrices that constants are: each multiplies many values. */
class SparseMatrices {
  readonly #known = new Map<Node, [SparseMatrix | undefined, SparseMatrix | undefined]>();

  of(constant: Node<'Constant'>, isTransposed: boolean): SparseMatrix | undefined {
    let both = this.#known.get(constant);
    if (both === undefined) {
      both = [matrixOf(constant, false), matrixOf(constant, true)];
      this.#known.set(constant, both);
    }
    return both[Number(isTransposed)];
  }
}

/** A constant as a matrix, if half of it or more is zero. */
function matrixOf(
  { shape, attributes: { data } }: Node<'Constant'>,
  isTransposed: boolean,
): SparseMatrix | undefined {
  const [height, width] = shape.slice(-2);
  if (height > mostRows || width > mostRows || !(data instanceof Float32Array)) return undefined;
  const entries = data.reduce((count, value) => count + Number(value !== 0), 0);
  if (entries === 0 || 2 * entries > data.length) return undefined;
  return isTransposed
    ? sparseMatrix(width, height, (row, column) => data[column * width + row])
    : sparseMatrix(height, width, (row, column) => data[row * width + column]);
}

/** Both along their own axes in one pass, where the second is along one that the first leaves whole. */
function join(first: Transform, second: Transform): Transform | undefined {
  const isSingle = first.inner === identity && second.inner === identity;
  const stride = second.outer.columns * second.length;
  if (!isSingle || first.length % stride !== 0) return undefined;
  return {
    ...first,
    inner: second.outer,
    groups: first.length / stride,
    length: second.length,
  };
}

/** Writes a transform as one instruction. */
export function writeTransform(writer: Writer, node: Node, transform: Transform, wordsOf: MatrixWords): void {
  const { from, outer, inner, batches, groups, length } = transform;
  const read = writer.dense(from);
  const result = denseView(writer.storageFor(node), node.shape);
  writer.setView(node, result);
  const size = batches * groups * length;
  const work = size * (outer.columns * entriesOf(inner) + inner.rows * entriesOf(outer));
  const words: Word[] = [batches, groups, length, addressOf(read), addressOf(result)];
  writer.add({
    name: 'transform',
    words: [...words, ...wordsOf.blocks(outer), ...wordsOf.inOneBlock(inner)],
    reads: [{ storage: read.storage }],
    writes: [{ storage: result.storage }],
    isSingle: work < leastShared,
  });
}
