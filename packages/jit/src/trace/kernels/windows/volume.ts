import type * as tf from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../../graph/builder.ts';
import {
  sizeOf,
  type Matrix,
  type Node,
  type Shape,
  type Window,
  type WindowAxis,
} from '../../../graph/graph.ts';
import { identity, shiftMatrix, transposed } from '../../../graph/matrix.ts';
import { greatest, tapsAlong } from './maxima.ts';
import { rule, type KernelRule } from '../rule.ts';
import { meanMatrix } from '../image/spatial.ts';

type FiveLengths = [number, number, number, number, number];
type Three = [number, number, number] | number;

interface VolumeAttributes {
  readonly strides: Three;
  readonly pad: 'valid' | 'same';
  readonly dilations?: Three;
}

/** A convolution of volumes as one along depth of convolutions of images. */
function volumeOf(x: Shape, filter: Shape, { strides, pad, dilations }: VolumeAttributes) {
  const info = backend_util.computeConv3DInfo(
    x as FiveLengths,
    filter as FiveLengths,
    strides,
    dilations ?? 1,
    pad,
  );
  const depth: WindowAxis = { kernel: info.filterDepth, stride: info.strideDepth, dilation: info.dilationDepth, before: info.padInfo.front }; // oxfmt-ignore
  const window: Window = {
    rows: { kernel: info.filterHeight, stride: info.strideHeight, dilation: info.dilationHeight, before: info.padInfo.top }, // oxfmt-ignore
    columns: { kernel: info.filterWidth, stride: info.strideWidth, dilation: info.dilationWidth, before: info.padInfo.left }, // oxfmt-ignore
  };
  return { depth, window, outputShape: info.outShape };
}

/** Images [N·OD,H,W,C] that each tap along depth sees of x [N,D,H,W,C]; zeros in the padding. */
function imagesByTap(build: GraphBuilder, x: Node, depth: WindowAxis, outputs: number): Node[] {
  const [n, d, h, w, c] = x.shape;
  return tapsAlong(build, build.reshape(x, [n, d, h * w * c]), 1, depth, outputs, 0).map((seen) =>
    build.reshape(seen, [n * outputs, h, w, c]),
  );
}

/** matrix · x along the middle axis. */
function mapAlong(build: GraphBuilder, x: Node, matrix: Matrix): Node {
  const [before, length, after] = x.shape;
  const planes = build.reshape(build.transpose(x, [1, 0, 2]), [length, 1, before, after]);
  const mapped = build.spatialMap(planes, matrix, identity(1));
  return build.transpose(build.reshape(mapped, [matrix.rows, before, after]), [1, 0, 2]);
}

const images = (build: GraphBuilder, y: Node) => {
  const [n, d, ...image] = y.shape;
  return build.reshape(y, [n * d, ...image]);
};

/** The filter's images [kh,kw,C,O], one for each tap along depth. */
const filterImages = (build: GraphBuilder, filter: Node) =>
  Array.from({ length: filter.shape[0] }, (_, tap) =>
    build.reshape(
      build.slice(filter, [tap, 0, 0, 0, 0], [1, ...filter.shape.slice(1)]),
      filter.shape.slice(1),
    ),
  );

const sumOf = (build: GraphBuilder, parts: readonly Node[]) =>
  parts.reduce((sum, part) => build.add(sum, part));

function convolution(build: GraphBuilder, x: Node, filter: Node, attributes: VolumeAttributes): Node {
  const { depth, window, outputShape } = volumeOf(x.shape, filter.shape, attributes);
  const [n, od, ...image] = outputShape;
  const filters = filterImages(build, filter);
  const parts = imagesByTap(build, x, depth, od).map((seen, tap) =>
    build.node('Conv2D', [seen, filters[tap]], { window }, [n * od, ...image], 'float32'),
  );
  return build.reshape(sumOf(build, parts), outputShape);
}

function inputGradient(
  build: GraphBuilder,
  dy: Node,
  filter: Node,
  { inputShape, ...attributes }: tf.Conv3DBackpropInputV2Attrs,
): Node {
  const { depth, window } = volumeOf(inputShape, filter.shape, attributes);
  const [n, d, h, w, c] = inputShape;
  const od = dy.shape[1];
  const parts = filterImages(build, filter).map((weights) => {
    const shape = [n * od, h, w, c];
    const dx = build.node('Conv2DInputGradient', [images(build, dy), weights], { window }, shape, 'float32');
    return build.reshape(dx, [n, od, h * w * c]);
  });
  const back = transposed(shiftMatrix(depth, d, od));
  return build.reshape(mapAlong(build, build.concat(parts, 1), back), inputShape);
}

function filterGradient(
  build: GraphBuilder,
  x: Node,
  dy: Node,
  { filterShape, ...attributes }: tf.Conv3DBackpropFilterV2Attrs,
): Node {
  const { depth, window } = volumeOf(x.shape, filterShape, attributes);
  const shape = filterShape.slice(1);
  const parts = imagesByTap(build, x, depth, dy.shape[1]).map((seen) => {
    const inputs = [seen, images(build, dy)];
    return build.reshape(build.node('Conv2DFilterGradient', inputs, { window }, shape, 'float32'), [
      1,
      ...shape,
    ]);
  });
  return build.concat(parts, 0);
}

function poolOf(x: Node, { filterSize, strides, pad, dimRoundingMode }: tf.AvgPool3DAttrs) {
  const info = backend_util.computePool3DInfo(
    x.shape as FiveLengths,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const axes: WindowAxis[] = [
    { kernel: info.filterDepth, stride: info.strideDepth, dilation: 1, before: info.padInfo.front },
    { kernel: info.filterHeight, stride: info.strideHeight, dilation: 1, before: info.padInfo.top },
    { kernel: info.filterWidth, stride: info.strideWidth, dilation: 1, before: info.padInfo.left },
  ];
  return { axes, outputs: info.outShape.slice(1, 4) };
}

/** Means along each axis in turn: what a window covers is a product of what it covers of the axes. */
function averagePool(build: GraphBuilder, x: Node, attributes: tf.AvgPool3DAttrs): Node {
  const { axes, outputs } = poolOf(x, attributes);
  return axes.reduce((sofar, window, i) => {
    const before = sofar.shape.slice(0, i + 1);
    const after = sofar.shape.slice(i + 2);
    const flat = build.reshape(sofar, [sizeOf(before), sofar.shape[i + 1], sizeOf(after)]);
    const means = meanMatrix(window, sofar.shape[i + 1], outputs[i]);
    return build.reshape(mapAlong(build, flat, means), [...before, outputs[i], ...after]);
  }, x);
}

function maximumPool(build: GraphBuilder, x: Node, attributes: tf.MaxPool3DAttrs): Node {
  const { axes, outputs } = poolOf(x, attributes);
  return axes.reduce(
    (sofar, window, i) => greatest(build, tapsAlong(build, sofar, i + 1, window, outputs[i])),
    x,
  );
}

/** Kernels over depth, height and width. */
export const volumeKernels: Record<string, KernelRule> = {
  Conv3D: rule<VolumeAttributes>((build, { x, filter }, attributes) =>
    convolution(build, x, filter, attributes),
  ),
  Conv3DBackpropInputV2: rule<tf.Conv3DBackpropInputV2Attrs>((build, { dy, filter }, attributes) =>
    inputGradient(build, dy, filter, attributes),
  ),
  Conv3DBackpropFilterV2: rule<tf.Conv3DBackpropFilterV2Attrs>((build, { x, dy }, attributes) =>
    filterGradient(build, x, dy, attributes),
  ),
  AvgPool3D: rule<tf.AvgPool3DAttrs>((build, { x }, attributes) => averagePool(build, x, attributes)),
  MaxPool3D: rule<tf.MaxPool3DAttrs>((build, { x }, attributes) => maximumPool(build, x, attributes)),
};
