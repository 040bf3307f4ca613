import { sizeOf, type Node } from '../graph/graph.ts';
import { addressOf, noAddress, type Word } from './instruction.ts';
import {
  broadcastView,
  denseView,
  isDense,
  mergedAxes,
  transposeView,
  type Storage,
  type View,
} from './views.ts';
import { partly, type Writer } from './writer.ts';

const cuts = { rows: 0, panels: 1 };

/** The least work, in multiplications, that two threads do sooner than one. */
const leastShared = 30_000;

/** The most columns of a panel on any processor. */
const widestPanel = 32;

/** Operands of products that several read are packed once. */
export class Packings {
  readonly #made = new Map<Node, Map<boolean, Storage>>();
  readonly #uses = new Map<Node, [number, number]>();

  constructor(order: readonly Node[]) {
    for (const node of order) {
      if (node.op !== 'MatMul' && node.op !== 'Gemm') continue;
      const uses = this.#uses.get(node.inputs[1]) ?? [0, 0];
      uses[Number(node.attributes.transposeB)]++;
      this.#uses.set(node.inputs[1], uses);
    }
  }

  /** The second operand of a product, packed, where it is used more than once. */
  of(
    writer: Writer,
    { inputs, attributes: { transposeB } }: Node<'MatMul'> | Node<'Gemm'>,
    b: View,
  ): Storage | undefined {
    const [inner, columns] = b.shape;
    const uses = this.#uses.get(inputs[1])?.[Number(transposeB)] ?? 0;
    if (columns <= 4 || uses < 2) return undefined;
    const made = this.#made.get(inputs[1]) ?? new Map<boolean, Storage>();
    this.#made.set(inputs[1], made);
    const known = made.get(transposeB);
    if (known !== undefined) return known;
    const packed = writer.temporary(inner * Math.ceil(columns / widestPanel) * widestPanel);
    writer.add({
      name: 'pack',
      words: [addressOf(b), ...b.strides, inner, columns, { at: packed, offset: 0 }],
      reads: [{ storage: b.storage }],
      writes: [{ storage: packed }],
      isSingle: inner * columns < 4096,
    });
    made.set(transposeB, packed);
    return packed;
  }
}

/** A product of two stacks of matrices, with something added. */
interface Product {
  readonly a: View;
  readonly b: View;
  readonly alpha: number;
  readonly beta: number;
  readonly added: View | undefined;
}

/** Writes a MatMul or a Gemm. */
export function writeProduct(writer: Writer, packings: Packings, node: Node<'MatMul'> | Node<'Gemm'>): void {
  const { transposeA, transposeB } = node.attributes;
  const result = denseView(writer.storageFor(node), node.shape);
  writer.setView(node, result);
  if (sizeOf(node.shape) === 0) return;
  const operand = (input: Node, isSwapped: boolean) => {
    const view = multipliable(writer, input);
    const axes = view.shape.map((_, axis) => axis);
    return isSwapped ? transposeView(view, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]) : view;
  };
  const isGemm = node.op === 'Gemm';
  const added =
    isGemm && node.inputs.length > 2 ? broadcastView(writer.viewOf(node.inputs[2]), node.shape) : undefined;
  write(writer, (b) => packings.of(writer, node, b), result, {
    a: operand(node.inputs[0], transposeA),
    b: operand(node.inputs[1], transposeB),
    alpha: isGemm ? node.attributes.alpha : 1,
    beta: isGemm ? node.attributes.beta : 0,
    added,
  });
}

/** A matrix is multiplied as it lies where its numbers follow each other by rows or by columns. */
function multipliable(writer: Writer, node: Node): View {
  const view = writer.viewOf(node);
  const [rows, columns] = view.shape.slice(-2);
  const [row, column] = view.strides.slice(-2);
  return row === 1 || column === 1 || rows === 1 || columns === 1 ? view : writer.dense(node);
}

function write(
  writer: Writer,
  pack: (b: View) => Storage | undefined,
  result: View,
  { a, b, alpha, beta, added }: Product,
): void {
  const batch = result.shape.slice(0, -2);
  const stack = (view: View) => broadcastView(view, [...batch, ...view.shape.slice(-2)]);
  const [whole, other] = [stack(a), stack(b)];
  const inner = a.shape[a.shape.length - 1];
  const columns = result.shape[result.shape.length - 1];
  let rows = result.shape[result.shape.length - 2];
  let axes = mergedAxes([
    batch,
    whole.strides.slice(0, -2),
    other.strides.slice(0, -2),
    result.strides.slice(0, -2),
  ]);
  let [aRow, aInner] = whole.strides.slice(-2);
  if (rows === 1) aRow = inner;
  const last = axes[axes.length - 1];
  // A stack of matrices times one matrix is one taller matrix times it.
  if (
    axes.length > 0 &&
    last.strides[1] === 0 &&
    last.strides[0] === aRow * rows &&
    last.strides[2] === columns * rows
  ) {
    rows *= last.length;
    axes = axes.slice(0, -1);
  }
  if (rows === 1) aRow = inner;
  if (inner === 1) aInner = aRow === 1 ? rows : 1;
  const [bInner, bColumn] = other.strides.slice(-2);
  const batches = axes.reduce((product, { length }) => product * length, 1);
  const matrix: View = { ...b, shape: [inner, columns], strides: [bInner, bColumn] };
  const isLone = axes.every(({ strides }) => strides[1] === 0);
  const packed = isLone && rows > 4 && inner > 4 ? pack(matrix) : undefined;
  const work = batches * rows * columns * inner;
  const isSingle = work < leastShared;
  const cut =
    batches === 1 && packed === undefined && columns >= 64 && rows < 4 * columns ? 'panels' : 'rows';
  const parts = cut === 'rows' ? batches * rows : undefined;
  const isAligned =
    parts !== undefined && isDense(a) && aInner === 1 && aRow === inner && sizeOf(a.shape) === parts * inner;
  const [addedRow, addedColumn] = added === undefined ? [0, 0] : added.strides.slice(-2);
  const words: Word[] = [
    cuts[cut],
    Number(packed !== undefined),
    axes.length,
    ...axes.map(({ length }) => length),
  ];
  for (const array of [0, 1, 2]) words.push(...axes.map(({ strides }) => strides[array]));
  words.push(rows, columns, inner, addressOf(a), aRow, aInner);
  words.push(packed === undefined ? addressOf(b) : { at: packed, offset: 0 }, bInner, bColumn);
  words.push(addressOf(result), columns, { float: alpha });
  words.push(added === undefined ? noAddress : addressOf(added), addedRow, addedColumn, { float: beta });
  writer.add({
    name: 'product',
    words,
    reads: [
      isAligned ? partly(a, parts) : { storage: a.storage },
      { storage: packed ?? b.storage },
      ...(added === undefined
        ? []
        : [parts === undefined ? { storage: added.storage } : partly(added, parts)]),
    ],
    writes: [parts === undefined ? { storage: result.storage } : partly(result, parts)],
    isSingle,
  });
}
