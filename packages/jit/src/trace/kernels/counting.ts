import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type Node } from '../../graph/graph.ts';
import { rule, type KernelRule } from './rule.ts';

/** How often each of 0, …, size - 1 is among the last axis of x, or the sum of the weights that stand there. */
function counts(build: GraphBuilder, x: Node, weights: Node, size: number, binary: boolean): Node {
  const numbers = build.constant(
    Int32Array.from({ length: size }, (_, i) => i),
    [size],
    'int32',
  );
  const column = build.reshape(build.cast(x, 'int32'), [...x.shape, 1]);
  const hit = build.compare('Equal', column, numbers);
  const axis = [x.shape.length - 1];
  const isWeighted = sizeOf(weights.shape) > 0 && !binary;
  const weighed = isWeighted
    ? build.select(hit, build.cast(build.reshape(weights, column.shape), 'float32'), build.fill(0, []))
    : build.cast(hit, 'float32');
  return build.cast(build.reduce(binary ? 'ReduceMax' : 'ReduceSum', weighed, axis), weights.dtype);
}

/** Where each value would stand in its sorted row: how many entries are less, or not greater. */
function searchSorted(build: GraphBuilder, rows: Node, values: Node, side: 'left' | 'right'): Node {
  const [batch, length] = rows.shape;
  const before = build.compare(
    side === 'left' ? 'Less' : 'LessEqual',
    build.reshape(rows, [batch, 1, length]),
    build.reshape(values, [...values.shape, 1]),
  );
  return build.cast(build.reduce('ReduceSum', build.cast(before, 'float32'), [2]), 'int32');
}

/** Kernels that count. */
export const countingKernels: Record<string, KernelRule> = {
  Bincount: rule<tf.BincountAttrs>((build, { x, weights }, { size }) =>
    counts(build, x, weights, size, false),
  ),
  DenseBincount: rule<tf.DenseBincountAttrs>((build, { x, weights }, { size, binaryOutput }) =>
    counts(build, x, weights, size, binaryOutput ?? false),
  ),
  SearchSorted: rule<tf.SearchSortedAttrs>((build, { sortedSequence, values }, { side }) =>
    searchSorted(build, sortedSequence, values, side),
  ),
};
