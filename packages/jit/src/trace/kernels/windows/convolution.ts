import { paddingBySide } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../../graph/builder.ts';
import type { Node, Window } from '../../../graph/graph.ts';
import { shiftMatrix, transposed } from '../../../graph/matrix.ts';
import { activate } from '../contraction.ts';
import { rule, type KernelRule } from '../rule.ts';

type FourLengths = [number, number, number, number];

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** tfjs' own arithmetic for 'same', explicit and rounded padding, as a window and output lengths. */
export function windowOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dimRoundingMode }: ConvolutionAttributes,
  depthwise = false,
) {
  const info = backend_util.computeConv2DInfo(
    inputShape as FourLengths,
    filterShape as FourLengths,
    strides,
    dilations ?? 1,
    paddingBySide(pad),
    dimRoundingMode,
    depthwise,
  );
  const window: Window = {
    rows: {
      kernel: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: info.padInfo.top,
    },
    columns: {
      kernel: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: info.padInfo.left,
    },
  };
  return { window, outputShape: [info.batchSize, info.outHeight, info.outWidth, info.outChannels] };
}

const toChannelsLast = (build: GraphBuilder, x: Node) => build.transpose(x, [0, 2, 3, 1]);
const toChannelsFirst = (build: GraphBuilder, x: Node) => build.transpose(x, [0, 3, 1, 2]);
const reordered = (shape: readonly number[], channelsFirst: boolean) =>
  channelsFirst ? [0, 2, 3, 1].map((axis) => shape[axis]) : shape;

function convolution(
  build: GraphBuilder,
  input: Node,
  filter: Node,
  attributes: ConvolutionAttributes,
): Node {
  const first = attributes.dataFormat === 'NCHW';
  const x = first ? toChannelsLast(build, input) : input;
  if (x.shape[3] !== filter.shape[2]) {
    throw new Error(
      `jit: conv2d takes as many channels as its filter has, but got ${x.shape[3]} and ${filter.shape[2]}; split grouped convolutions into one conv2d per group`,
    );
  }
  const { window, outputShape } = windowOf(x.shape, filter.shape, attributes);
  const y = build.node('Conv2D', [x, filter], { window }, outputShape, 'float32');
  return first ? toChannelsFirst(build, y) : y;
}

function inputGradient(build: GraphBuilder, dy: Node, filter: Node, attributes: tf.Conv2DBackpropInputAttrs) {
  const first = attributes.dataFormat === 'NCHW';
  const inputShape = reordered(attributes.inputShape, first);
  const { window } = windowOf(inputShape, filter.shape, attributes);
  const last = first ? toChannelsLast(build, dy) : dy;
  const dx = build.node('Conv2DInputGradient', [last, filter], { window }, inputShape, 'float32');
  return first ? toChannelsFirst(build, dx) : dx;
}

function filterGradient(build: GraphBuilder, x: Node, dy: Node, attributes: tf.Conv2DBackpropFilterAttrs) {
  const first = attributes.dataFormat === 'NCHW';
  const [input, gradient] = first ? [toChannelsLast(build, x), toChannelsLast(build, dy)] : [x, dy];
  const { window } = windowOf(input.shape, attributes.filterShape, attributes);
  return build.node('Conv2DFilterGradient', [input, gradient], { window }, attributes.filterShape, 'float32');
}

/** What each tap of a window sees, [kh, OH, kw, OW, N, C], from x [N,H,W,C]; zeros in the padding. */
export function taps(
  build: GraphBuilder,
  x: Node,
  { rows, columns }: Window,
  [, oh, ow]: readonly number[],
): Node {
  const [n, h, w, c] = x.shape;
  const moved = build.spatialMap(
    build.transpose(x, [1, 2, 0, 3]),
    shiftMatrix(rows, h, oh),
    shiftMatrix(columns, w, ow),
  );
  return build.reshape(moved, [rows.kernel, oh, columns.kernel, ow, n, c]);
}

/** The transpose of {@link taps}: adds what each tap holds to the element that it saw. */
export function untaps(
  build: GraphBuilder,
  held: Node,
  { rows, columns }: Window,
  [n, h, w, c]: readonly number[],
): Node {
  const [kh, oh, kw, ow] = held.shape;
  const flat = build.reshape(held, [kh * oh, kw * ow, n, c]);
  const summed = build.spatialMap(
    flat,
    transposed(shiftMatrix(rows, h, oh)),
    transposed(shiftMatrix(columns, w, ow)),
  );
  return build.transpose(summed, [2, 0, 1, 3]);
}

/** Filter [kh,kw,C,M] beside the taps of its input: [kh,1,kw,1,1,C,M]. */
const besideTaps = (build: GraphBuilder, filter: Node) => {
  const [kh, kw, c, m] = filter.shape;
  return build.reshape(filter, [kh, 1, kw, 1, 1, c, m]);
};

function depthwise(build: GraphBuilder, x: Node, filter: Node, attributes: ConvolutionAttributes): Node {
  const { window, outputShape } = windowOf(x.shape, filter.shape, attributes, true);
  const seen = taps(build, x, window, outputShape);
  const weighed = build.mul(build.reshape(seen, [...seen.shape, 1]), besideTaps(build, filter));
  const y = build.reduce('ReduceSum', weighed, [0, 2]);
  return build.reshape(build.transpose(y, [2, 0, 1, 3, 4]), outputShape);
}

/** dy [N,OH,OW,C·M] as [1,OH,1,OW,N,C,M], beside the taps. */
function outputBesideTaps(build: GraphBuilder, dy: Node, c: number): Node {
  const [n, oh, ow, cm] = dy.shape;
  const parts = build.reshape(dy, [n, oh, ow, c, cm / c]);
  return build.reshape(build.transpose(parts, [1, 2, 0, 3, 4]), [1, oh, 1, ow, n, c, cm / c]);
}

function depthwiseInputGradient(
  build: GraphBuilder,
  dy: Node,
  filter: Node,
  attributes: tf.DepthwiseConv2dNativeBackpropInputAttrs,
): Node {
  const { window } = windowOf(attributes.inputShape, filter.shape, attributes, true);
  const held = build.mul(outputBesideTaps(build, dy, filter.shape[2]), besideTaps(build, filter));
  return untaps(build, build.reduce('ReduceSum', held, [6]), window, attributes.inputShape);
}

function depthwiseFilterGradient(
  build: GraphBuilder,
  x: Node,
  dy: Node,
  attributes: tf.DepthwiseConv2dNativeBackpropFilterAttrs,
): Node {
  const { window, outputShape } = windowOf(x.shape, attributes.filterShape, attributes, true);
  const seen = taps(build, x, window, outputShape);
  const products = build.mul(
    build.reshape(seen, [...seen.shape, 1]),
    outputBesideTaps(build, dy, attributes.filterShape[2]),
  );
  return build.reduce('ReduceSum', products, [1, 3, 4]);
}

interface FusedAttributes extends ConvolutionAttributes {
  readonly activation: string;
  readonly leakyreluAlpha?: number;
}

const fused = (base: typeof convolution) =>
  rule<FusedAttributes>((build, { x, filter, bias, preluActivationWeights }, attributes) => {
    const y = base(build, x, filter, attributes);
    return activate(build, bias === undefined ? y : build.add(y, bias), attributes.activation, {
      alpha: attributes.leakyreluAlpha,
      prelu: preluActivationWeights,
    });
  });

/** Convolutions over height and width, and the kernels of their gradients. */
export const convolutionKernels: Record<string, KernelRule> = {
  Conv2D: rule<ConvolutionAttributes>((build, { x, filter }, attributes) =>
    convolution(build, x, filter, attributes),
  ),
  Conv2DBackpropInput: rule<tf.Conv2DBackpropInputAttrs>((build, { dy, filter }, attributes) =>
    inputGradient(build, dy, filter, attributes),
  ),
  Conv2DBackpropFilter: rule<tf.Conv2DBackpropFilterAttrs>((build, { x, dy }, attributes) =>
    filterGradient(build, x, dy, attributes),
  ),
  FusedConv2D: fused(convolution),
  DepthwiseConv2dNative: rule<ConvolutionAttributes>((build, { x, filter }, attributes) =>
    depthwise(build, x, filter, attributes),
  ),
  DepthwiseConv2dNativeBackpropInput: rule<tf.DepthwiseConv2dNativeBackpropInputAttrs>(
    (build, { dy, filter }, attributes) => depthwiseInputGradient(build, dy, filter, attributes),
  ),
  DepthwiseConv2dNativeBackpropFilter: rule<tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
    (build, { x, dy }, attributes) => depthwiseFilterGradient(build, x, dy, attributes),
  ),
  FusedDepthwiseConv2D: fused(depthwise),
};
