import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type Node } from '../../graph/graph.ts';
import { rule, type KernelRule } from './rule.ts';

/** [N, d·b, …, rest] as [b, …, N, d, …, rest], the block axes in front. */
function spaceToBatch(build: GraphBuilder, x: Node, { blockShape, paddings }: tf.SpaceToBatchNDAttrs): Node {
  const k = blockShape.length;
  const margin = (side: 0 | 1) =>
    x.shape.map((_, axis) => (axis >= 1 && axis <= k ? paddings[axis - 1][side] : 0));
  const padded = build.pad(x, margin(0), margin(1));
  const [n, ...lengths] = padded.shape;
  const rest = lengths.slice(k);
  const split = blockShape.flatMap((block, i) => [lengths[i] / block, block]);
  const parts = build.reshape(padded, [n, ...split, ...rest]);
  const blocks = blockShape.map((_, i) => 2 * i + 2);
  const positions = blockShape.map((_, i) => 2 * i + 1);
  const others = rest.map((_, i) => 1 + 2 * k + i);
  const moved = build.transpose(parts, [...blocks, 0, ...positions, ...others]);
  return build.reshape(moved, [n * sizeOf(blockShape), ...blockShape.map((b, i) => lengths[i] / b), ...rest]);
}

function batchToSpace(build: GraphBuilder, x: Node, { blockShape, crops }: tf.BatchToSpaceNDAttrs): Node {
  const k = blockShape.length;
  const [batch, ...lengths] = x.shape;
  const rest = lengths.slice(k);
  const n = batch / sizeOf(blockShape);
  const parts = build.reshape(x, [...blockShape, n, ...lengths]);
  const woven = blockShape.flatMap((_, i) => [k + 1 + i, i]);
  const others = rest.map((_, i) => 2 * k + 1 + i);
  const moved = build.transpose(parts, [k, ...woven, ...others]);
  const whole = build.reshape(moved, [n, ...blockShape.map((b, i) => b * lengths[i]), ...rest]);
  const crop = (axis: number, side: 0 | 1) => (axis >= 1 && axis <= k ? crops[axis - 1][side] : 0);
  const begin = whole.shape.map((_, axis) => crop(axis, 0));
  const size = whole.shape.map((length, axis) => length - crop(axis, 0) - crop(axis, 1));
  return build.slice(whole, begin, size);
}

/** The values on the diagonal of zeros; of a matrix too, whose axes are taken as one. */
function diagonal(build: GraphBuilder, x: Node): Node {
  const n = sizeOf(x.shape);
  const isDiagonal = Uint8Array.from({ length: n * n }, (_, at) => (Math.floor(at / n) === at % n ? 1 : 0));
  const onDiagonal = build.constant(isDiagonal, [n, n], 'bool');
  const spread = build.select(onDiagonal, build.reshape(x, [n, 1]), build.fill(0, [], x.dtype));
  return build.reshape(spread, [...x.shape, ...x.shape]);
}

/** Kernels that exchange blocks of an image with its batch, and spread diagonals. */
export const blockKernels: Record<string, KernelRule> = {
  SpaceToBatchND: rule<tf.SpaceToBatchNDAttrs>((build, { x }, attributes) =>
    spaceToBatch(build, x, attributes),
  ),
  BatchToSpaceND: rule<tf.BatchToSpaceNDAttrs>((build, { x }, attributes) =>
    batchToSpace(build, x, attributes),
  ),
  Diag: rule((build, { x }) => diagonal(build, x)),
};
