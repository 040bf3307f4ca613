import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type DataType, type Node } from '../../graph/graph.ts';
import { normaliseAxes } from '../../graph/shapes.ts';
import { rule, type KernelRule } from './rule.ts';

const count = (build: GraphBuilder, length: number, shape: readonly number[]) =>
  build.constant(
    Int32Array.from({ length }, (_, i) => i),
    shape,
    'int32',
  );

/** On where the index equals the position: an index out of range gives a row of off. */
function oneHot(
  build: GraphBuilder,
  indices: Node,
  { depth, onValue, offValue, dtype }: tf.OneHotAttrs,
): Node {
  const column = build.reshape(indices, [...indices.shape, 1]);
  const hit = build.compare('Equal', build.cast(column, 'int32'), count(build, depth, [depth]));
  const type = dtype as DataType;
  return build.select(hit, build.fill(onValue, [], type), build.fill(offValue, [], type));
}

/** Runtimes count negative indices from the end; made too large, they are the errors that they are in tfjs. */
function fromZero(build: GraphBuilder, indices: Node, lengths: readonly number[]): Node {
  const whole = build.cast(indices, 'int32');
  if (whole.op === 'Constant' && whole.attributes.data.every((index) => index >= 0)) return whole;
  const beyond =
    lengths.length === 1
      ? build.fill(lengths[0], [], 'int32')
      : build.constant(Int32Array.from(lengths), [lengths.length], 'int32');
  return build.select(build.compare('Less', whole, build.fill(0, [], 'int32')), beyond, whole);
}

function gather(build: GraphBuilder, x: Node, indices: Node, axis: number): Node {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return build.node('Gather', [x, fromZero(build, indices, [x.shape[axis]])], { axis }, shape, x.dtype);
}

/** Indices of one row of a batch, those outside it made larger than all. */
function beyondAll(build: GraphBuilder, indices: Node, length: number, rows: number): Node {
  const whole = build.cast(indices, 'int32');
  const number = (value: number) => build.fill(value, [], 'int32');
  const outside = build.compare(
    'Or',
    build.compare('Less', whole, number(0)),
    build.compare('GreaterEqual', whole, number(length)),
  );
  return build.select(outside, number(rows * length), whole);
}

/** Batched gather as a plain one: batch and gathered axes become one, the indices get their batch's offset. */
function batchedGather(build: GraphBuilder, x: Node, indices: Node, axis: number, batchDims: number): Node {
  const order = x.shape.map((_, i) => i);
  order.splice(batchDims, 0, ...order.splice(axis, 1));
  const moved = build.transpose(x, order);
  const batch = x.shape.slice(0, batchDims);
  const [rows, length] = [sizeOf(batch), x.shape[axis]];
  const rest = moved.shape.slice(batchDims + 1);
  const each = sizeOf(indices.shape) / rows;
  const offsets = build.constant(
    Int32Array.from({ length: rows }, (_, i) => i * length),
    [rows, 1],
    'int32',
  );
  // An index that belongs to another row of the batch must fail, not pick from there.
  const own = build.reshape(indices, [rows, each]);
  const flat = build.add(beyondAll(build, own, length, rows), offsets);
  const picked = gather(build, build.reshape(moved, [rows * length, ...rest]), flat, 0);
  const inner = indices.shape.slice(batchDims);
  const shaped = build.reshape(picked, [...batch, ...inner, ...rest]);
  // The axes that stood before the gathered one go back before the picked ones.
  const before = Array.from({ length: axis - batchDims }, (_, i) => batchDims + inner.length + i);
  const permutation = shaped.shape.map((_, i) => i);
  permutation.splice(batchDims + inner.length, before.length);
  permutation.splice(batchDims, 0, ...before);
  return build.transpose(shaped, permutation);
}

function scatter(
  build: GraphBuilder,
  into: Node,
  indices: Node,
  updates: Node,
  reduction: 'none' | 'add',
): Node {
  if (sizeOf(updates.shape) === 0) return into;
  return build.node(
    'ScatterNd',
    [into, fromZero(build, indices, into.shape.slice(0, indices.shape[indices.shape.length - 1])), updates],
    { reduction },
    into.shape,
    into.dtype,
  );
}

/** Rows of x summed by segment number; rows with a negative number are dropped. */
function segmentSum(build: GraphBuilder, x: Node, segments: Node, numSegments: number): Node {
  const hit = build.compare(
    'Equal',
    build.reshape(segments, [1, sizeOf(segments.shape)]),
    count(build, numSegments, [numSegments, 1]),
  );
  const rest = x.shape.slice(segments.shape.length);
  const rows = build.reshape(x, [sizeOf(segments.shape), sizeOf(rest)]);
  const sums = build.matMul(build.cast(hit, 'float32'), build.cast(rows, 'float32'));
  return build.cast(build.reshape(sums, [numSegments, ...rest]), x.dtype);
}

function topK(build: GraphBuilder, x: Node, k: number): Node[] {
  const shape = [...x.shape.slice(0, -1), k];
  return [
    build.node('TopK', [x], { k, output: 'values' }, shape, x.dtype),
    build.node('TopK', [x], { k, output: 'indices' }, shape, 'int32'),
  ];
}

/** Kernels that pick or place elements by index. */
export const indexingKernels: Record<string, KernelRule> = {
  OneHot: rule<tf.OneHotAttrs>((build, { indices }, attributes) => oneHot(build, indices, attributes)),
  GatherV2: rule<tf.GatherV2Attrs>((build, { x, indices }, { axis, batchDims }) => {
    const [at] = normaliseAxes(axis, x.shape.length);
    return batchDims > 0 ? batchedGather(build, x, indices, at, batchDims) : gather(build, x, indices, at);
  }),
  GatherNd: rule((build, { params, indices }) => {
    const depth = indices.shape[indices.shape.length - 1];
    const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
    return build.node(
      'GatherNd',
      [params, fromZero(build, indices, params.shape.slice(0, depth))],
      {},
      shape,
      params.dtype,
    );
  }),
  ScatterNd: rule<tf.ScatterNdAttrs>((build, { indices, updates }, { shape }) =>
    scatter(build, build.fill(0, shape, updates.dtype), indices, updates, 'add'),
  ),
  TensorScatterUpdate: rule((build, { tensor, indices, updates }) =>
    scatter(build, tensor, indices, updates, 'none'),
  ),
  UnsortedSegmentSum: rule<tf.UnsortedSegmentSumAttrs>((build, { x, segmentIds }, { numSegments }) =>
    segmentSum(build, x, segmentIds, numSegments),
  ),
  TopK: rule<tf.TopKAttrs>((build, { x }, { k }) => topK(build, x, k)),
};
