import { sizeOf, type Node, type Shape } from '../graph/graph.ts';
import type { InstructionName, Word } from './instruction.ts';
import { addressOf } from './instruction.ts';
import {
  broadcastView, denseView, sliceView, transposeView, type View,
} from './views.ts'; // oxfmt-ignore
import type { Writer } from './writer.ts';

const product = (lengths: readonly number[]) => lengths.reduce((all, length) => all * length, 1);

/** Writes what moves numbers, or looks at them in another way; false for any other node. */
export function writeStructure(writer: Writer, node: Node): boolean {
  const view = (index = 0) => writer.viewOf(node.inputs[index]);
  switch (node.op) {
    case 'Reshape':
      writer.setView(node, writer.reshaped(view(), node.shape));
      return true;
    case 'After':
      writer.setView(node, view());
      return true;
    case 'BroadcastTo':
      writer.setView(node, broadcastView(view(), node.shape));
      return true;
    case 'Transpose':
      writer.setView(node, transposeView(view(), node.attributes.permutation));
      return true;
    case 'Slice':
      writer.setView(node, sliceView(view(), node.attributes.begin, node.attributes.strides, node.shape));
      return true;
    case 'Concat':
      concat(writer, node);
      return true;
    case 'Pad':
      pad(writer, node);
      return true;
    case 'Tile':
      tile(writer, node);
      return true;
    default:
      return writeIndexed(writer, node);
  }
}

function concat(writer: Writer, node: Node<'Concat'>): void {
  const { axis } = node.attributes;
  const result = target(writer, node);
  let begin = 0;
  for (const input of node.inputs) {
    const at = node.shape.map((_, own) => (own === axis ? begin : 0));
    const ones = node.shape.map(() => 1);
    writer.copy(writer.viewOf(input), sliceView(result, at, ones, input.shape));
    begin += input.shape[axis];
  }
}

function pad(writer: Writer, node: Node<'Pad'>): void {
  const result = target(writer, node);
  const { before, value } = node.attributes;
  const [input] = node.inputs;
  if (sizeOf(input.shape) < sizeOf(node.shape)) writer.fill(result, value, node.dtype === 'float32');
  writer.copy(writer.viewOf(input), sliceView(result, before, node.shape.map(() => 1), input.shape)); // oxfmt-ignore
}

/** A tiled axis is two: one that repeats, and the one that is repeated. */
function tile(writer: Writer, node: Node<'Tile'>): void {
  const result = target(writer, node);
  const [input] = node.inputs;
  const from = writer.viewOf(input);
  const { repeats } = node.attributes;
  const shape: number[] = input.shape.flatMap((length, axis) => [repeats[axis], length]);
  const strides = from.strides.flatMap((stride) => [0, stride]);
  writer.copy({ ...from, shape, strides }, denseView(result.storage, shape));
}

function target(writer: Writer, node: Node): View {
  const result = denseView(writer.storageFor(node), node.shape);
  writer.setView(node, result);
  return result;
}

/** Outer axes, the axis itself, and inner ones. */
const around = (shape: Shape, axis: number): [number, number, number] => [
  product(shape.slice(0, axis)),
  shape[axis],
  product(shape.slice(axis + 1)),
];

function writeIndexed(writer: Writer, node: Node): boolean {
  const isInt = Number(node.inputs.length > 0 && node.inputs[0].dtype !== 'float32');
  const add = (name: InstructionName, words: (dense: readonly Word[], result: Word) => readonly Word[]) => {
    const dense = node.inputs.map((input) => writer.dense(input));
    const result = target(writer, node);
    if (sizeOf(node.shape) === 0) return true;
    writer.add({
      name,
      words: words(dense.map(addressOf), addressOf(result)),
      reads: dense.map(({ storage }) => ({ storage })),
      writes: [{ storage: result.storage }],
      isSingle: true,
    });
    return true;
  };
  const [from, indices] = node.inputs;
  switch (node.op) {
    case 'Gather': {
      const [outer, length, inner] = around(from.shape, node.attributes.axis);
      return add('gather', (at, to) => [...at, to, outer, length, inner, sizeOf(indices.shape)]);
    }
    case 'GatherNd': {
      const vectors = vectorsOf(from, indices);
      return add('gatherNd', (at, to) => [...at, to, ...vectors]);
    }
    case 'ScatterNd': {
      const how = node.attributes.reduction === 'none' ? 0 : isInt === 0 ? 1 : 2;
      const vectors = vectorsOf(from, indices);
      return add('scatterNd', (at, to) => [how, ...at, to, sizeOf(node.shape), ...vectors]);
    }
    case 'CumulativeSum': {
      const { axis, exclusive, reverse } = node.attributes;
      const axes = around(from.shape, axis);
      return add('cumulativeSum', (at, to) => [
        ...at,
        to,
        ...axes,
        Number(exclusive),
        Number(reverse),
        isInt,
      ]);
    }
    case 'ArgMax':
    case 'ArgMin': {
      const axes = around(from.shape, node.attributes.axis);
      return add('extremePlace', (at, to) => [...at, to, ...axes, Number(node.op === 'ArgMin'), isInt]);
    }
    case 'TopK': {
      const { k, output } = node.attributes;
      const length = from.shape[from.shape.length - 1];
      const rows = sizeOf(node.shape) / Math.max(k, 1);
      return add('topK', (at, to) => [...at, to, rows, length, k, Number(output === 'indices'), isInt]);
    }
    default:
      return false;
  }
}

/** How many index vectors, how long, the lengths of the axes they index, and numbers in a slice. */
function vectorsOf(from: Node, indices: Node): number[] {
  const depth = indices.shape[indices.shape.length - 1];
  const count = sizeOf(indices.shape) / Math.max(depth, 1);
  return [count, depth, ...from.shape.slice(0, depth), product(from.shape.slice(depth))];
}
