import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';

/** Sums of up to this many float32 values by one accumulator lose some units in the last place. */
export const longestSum = 1024;

/**
 * Sums of more values than float32 can add one after the other become sums of sums: over a million pixels of similar
 * brightness, one accumulator is off by some 1e-4, two stages by 1e-7.
 */
export const splitSums = rewritingEach((node, build) =>
  node.op === 'ReduceSum' && node.dtype === 'float32' ? split(node, build) : node,
);

function split(node: Node<'ReduceSum'>, build: GraphBuilder): Node {
  const [x] = node.inputs;
  const { axes } = node.attributes;
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  if (count <= longestSum) return node;
  const first = innermost(x.shape, axes);
  if (first.length === axes.length) return splitAxis(node, build) ?? node;
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !first.includes(axis));
  const rest = axes.filter((axis) => !first.includes(axis)).map((axis) => kept.indexOf(axis));
  return sumOver(sumOver(x, first, build), rest, build);
}

function sumOver(x: Node, axes: readonly number[], build: GraphBuilder): Node {
  const sum = build.reduce('ReduceSum', x, axes);
  return sum.op === 'ReduceSum' ? split(sum, build) : sum;
}

/** As few of the last axes as hold at least the square root of all values. */
function innermost(shape: readonly number[], axes: readonly number[]): number[] {
  const count = axes.reduce((product, axis) => product * shape[axis], 1);
  const first: number[] = [];
  let held = 1;
  for (const axis of [...axes].reverse()) {
    if (held * held >= count) break;
    first.unshift(axis);
    held *= shape[axis];
  }
  return first;
}

/** The longest summed axis as two, nearly square; undefined where its length has no such factors. */
function splitAxis(node: Node<'ReduceSum'>, build: GraphBuilder): Node | undefined {
  const [x] = node.inputs;
  const { axes } = node.attributes;
  const axis = axes.reduce((longest, other) => (x.shape[other] > x.shape[longest] ? other : longest));
  const length = x.shape[axis];
  const inner = divisorNear(length);
  if (inner === undefined) return undefined;
  const shape = [...x.shape.slice(0, axis), length / inner, inner, ...x.shape.slice(axis + 1)];
  const source = x.op === 'Reshape' ? x.inputs[0] : x;
  return sumOver(sumOver(build.reshape(source, shape), [axis + 1], build), axes, build);
}

/** The divisor of a length that is nearest above its square root, where that is less than a quarter of it. */
export function divisorNear(length: number): number | undefined {
  for (let divisor = Math.ceil(Math.sqrt(length)); divisor <= length / 4; divisor++) {
    if (length % divisor === 0) return divisor;
  }
  return undefined;
}
