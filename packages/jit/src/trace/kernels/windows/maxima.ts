import type * as tf from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../../graph/builder.ts';
import type { Node, WindowAxis } from '../../../graph/graph.ts';
import { rule, type KernelRule } from '../rule.ts';

/** What each tap of a window along one axis sees; `outside` in the padding. */
export function tapsAlong(
  build: GraphBuilder,
  x: Node,
  axis: number,
  { kernel, stride, dilation, before }: WindowAxis,
  outputs: number,
  outside = -Infinity,
): Node[] {
  const reach = (outputs - 1) * stride + (kernel - 1) * dilation + 1;
  const only = (value: number) => x.shape.map((_, i) => (i === axis ? value : 0));
  const after = Math.max(0, reach - before - x.shape[axis]);
  const padded = build.pad(x, only(before), only(after), outside);
  const size = padded.shape.map((length, i) => (i === axis ? outputs : length));
  const strides = x.shape.map((_, i) => (i === axis ? stride : 1));
  return Array.from({ length: kernel }, (_, tap) => build.slice(padded, only(tap * dilation), size, strides));
}

/** The greatest of nodes, element by element. */
export const greatest = (build: GraphBuilder, parts: readonly Node[]) =>
  parts.reduce((most, part) => build.binary('Max', most, part));

/** The greatest sum of the image and a filter [kh,kw,C] that lies on it. */
function dilation(build: GraphBuilder, x: Node, filter: Node, attributes: tf.Dilation2DAttrs): Node {
  const { strides, pad, dilations } = attributes;
  const info = backend_util.computeDilation2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number],
    strides,
    pad,
    'NHWC',
    dilations,
  );
  const rows = { kernel: info.filterHeight, stride: info.strideHeight, dilation: info.dilationHeight, before: info.padInfo.top }; // oxfmt-ignore
  const columns = { kernel: info.filterWidth, stride: info.strideWidth, dilation: info.dilationWidth, before: info.padInfo.left }; // oxfmt-ignore
  const channels = x.shape[3];
  const sums = tapsAlong(build, x, 1, rows, info.outHeight).flatMap((row, u) =>
    tapsAlong(build, row, 2, columns, info.outWidth).map((seen, v) => {
      const weights = build.reshape(build.slice(filter, [u, v, 0], [1, 1, channels]), [channels]);
      return build.add(seen, weights);
    }),
  );
  return greatest(build, sums);
}

/** Kernels that take maxima over sums. */
export const maximaKernels: Record<string, KernelRule> = {
  Dilation2D: rule<tf.Dilation2DAttrs>((build, { x, filter }, attributes) =>
    dilation(build, x, filter, attributes),
  ),
};
