import { sizeOf, type Node } from '../graph/graph.ts';
import { addressOf, type Word } from './instruction.ts';
import { denseView, isDense, mergedAxes, type Axis } from './views.ts';
import { partly, type Writer } from './writer.ts';

const reductions = { ReduceSum: 0, ReduceMax: 1, ReduceMin: 2, ReduceProd: 3 };

/** What each gives for no numbers at all. */
const ofNothing = { ReduceSum: 0, ReduceMax: -Infinity, ReduceMin: Infinity, ReduceProd: 1 };

/** The fewest numbers that two threads reduce sooner than one. */
const leastShared = 8192;

export type Reduction = Node<'ReduceSum'> | Node<'ReduceMax'> | Node<'ReduceMin'> | Node<'ReduceProd'>;

/** Writes a sum, an extreme or a product over axes. */
export function writeReduction(writer: Writer, node: Reduction): void {
  const from = writer.viewOf(node.inputs[0]);
  const result = denseView(writer.storageFor(node), node.shape);
  writer.setView(node, result);
  if (sizeOf(from.shape) === 0) {
    writer.fill(result, ofNothing[node.op], node.dtype === 'float32');
    return;
  }
  const gone = new Set(node.attributes.axes);
  const along = (isGone: boolean) => {
    const axes = from.shape.map((_, axis) => axis).filter((axis) => gone.has(axis) === isGone);
    return mergedAxes([axes.map((axis) => from.shape[axis]), axes.map((axis) => from.strides[axis])]);
  };
  const kept = along(false);
  // The order of a sum is free, as long as it is always the same: the closest numbers last.
  const reduced = along(true).sort((a, b) => b.strides[0] - a.strides[0]);
  const byColumns =
    kept.length > 0 && kept[kept.length - 1].strides[0] === 1 && kept[kept.length - 1].length > 1;
  if (!byColumns && reduced.length === 0) reduced.push({ length: 1, strides: [1] });
  const outer = byColumns ? kept.slice(0, -1) : kept;
  const outerUnits = outer.reduce((product, { length }) => product * length, 1);
  const wordsOf = (axes: readonly Axis[]): Word[] => [
    axes.length,
    ...axes.map(({ length }) => length),
    ...axes.map(({ strides }) => strides[0]),
  ];
  const isInt = node.dtype !== 'float32';
  // By rows a thread reads what belongs to its results alone.
  const parts = byColumns ? undefined : outerUnits;
  const isLocal = parts !== undefined && isDense(from) && Math.min(...node.attributes.axes) >= kept.length;
  writer.add({
    name: 'reduction',
    words: [
      reductions[node.op] + (isInt ? 4 : 0), Number(byColumns), addressOf(from), addressOf(result),
      ...wordsOf(kept), ...wordsOf(reduced),
    ], // oxfmt-ignore
    reads: [isLocal ? partly(from, parts) : { storage: from.storage }],
    writes: [parts === undefined ? { storage: result.storage } : partly(result, parts)],
    isSingle: sizeOf(from.shape) < leastShared,
  });
}
