import { paddingBySide } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../../graph/builder.ts';
import { sizeOf, type Matrix, type Node, type WindowAxis } from '../../../graph/graph.ts';
import { matrixFrom, transposed } from '../../../graph/matrix.ts';
import { untaps } from '../windows/convolution.ts';
import { greatest, tapsAlong } from '../windows/maxima.ts';
import { rule, type KernelRule } from '../rule.ts';

interface Resize {
  readonly alignCorners: boolean;
  readonly halfPixelCenters?: boolean;
}

type ResizeMatrix = (from: number, to: number, options: Resize) => Matrix;

const scaleOf = (from: number, to: number, { alignCorners }: Resize) =>
  alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;

/** [to, from]: each output row picks one input. */
const nearestMatrix: ResizeMatrix = (from, to, options) => {
  const scale = scaleOf(from, to, options);
  return matrixFrom(to, from, (row, column) => {
    const position = scale * (options.halfPixelCenters === true ? row + 0.5 : row);
    const picked = options.alignCorners ? Math.round(position) : Math.floor(position);
    return column === Math.max(0, Math.min(from - 1, picked)) ? 1 : 0;
  });
};

/** [to, from]: each output row weighs its two neighbours. */
const bilinearMatrix: ResizeMatrix = (from, to, options) => {
  const scale = scaleOf(from, to, options);
  return matrixFrom(to, from, (row, column) => {
    const position = options.halfPixelCenters === true ? scale * (row + 0.5) - 0.5 : scale * row;
    const below = Math.max(0, Math.floor(position));
    const above = Math.min(from - 1, Math.max(0, Math.ceil(position)));
    const fraction = position - below;
    return (column === below ? 1 - fraction : 0) + (column === above ? fraction : 0);
  });
};

/** Applies one matrix along height and one along width of x [N,H,W,C]. */
function mapped(build: GraphBuilder, x: Node, rows: Matrix, columns: Matrix): Node {
  return build.transpose(build.spatialMap(build.transpose(x, [1, 2, 0, 3]), rows, columns), [2, 0, 1, 3]);
}

const resize = (matrix: ResizeMatrix) =>
  rule<tf.ResizeBilinearAttrs>((build, { images }, { size: [height, width], ...options }) =>
    mapped(
      build,
      build.cast(images, 'float32'),
      matrix(images.shape[1], height, options),
      matrix(images.shape[2], width, options),
    ),
  ); // oxfmt-ignore

const resizeGradient = (matrix: ResizeMatrix) =>
  rule<tf.ResizeBilinearAttrs>((build, { images, dy }, options) => {
    const along = (axis: number) => transposed(matrix(images.shape[axis], dy.shape[axis], options));
    return mapped(build, dy, along(1), along(2));
  });

interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function poolOf(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttributes) {
  const info = backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    paddingBySide(pad),
    dimRoundingMode,
  );
  const rows: WindowAxis = {
    kernel: info.effectiveFilterHeight,
    stride: info.strideHeight,
    dilation: 1,
    before: info.padInfo.top,
  };
  const columns: WindowAxis = {
    kernel: info.effectiveFilterWidth,
    stride: info.strideWidth,
    dilation: 1,
    before: info.padInfo.left,
  };
  return { window: { rows, columns }, outputShape: info.outShape };
}

/** [outputs, inputs]: the mean of what each window covers; padding does not count. */
export function meanMatrix({ kernel, stride, before }: WindowAxis, inputs: number, outputs: number): Matrix {
  return matrixFrom(outputs, inputs, (row, column) => {
    const from = row * stride - before;
    const covered = Math.min(from + kernel, inputs) - Math.max(from, 0);
    return column >= from && column < from + kernel ? 1 / covered : 0;
  });
}

function averagePool(shape: readonly number[], attributes: PoolAttributes) {
  const { window, outputShape } = poolOf(shape, attributes);
  return {
    rows: meanMatrix(window.rows, shape[1], outputShape[1]),
    columns: meanMatrix(window.columns, shape[2], outputShape[2]),
  };
}

/** Maxima along rows, then along columns. */
function maximumPool(build: GraphBuilder, x: Node, attributes: PoolAttributes): Node {
  const { window, outputShape } = poolOf(x.shape, attributes);
  const rows = greatest(build, tapsAlong(build, x, 1, window.rows, outputShape[1]));
  return greatest(build, tapsAlong(build, rows, 2, window.columns, outputShape[2]));
}

/** What each tap sees, [kh·kw,OH,OW,N,C]; lower than any number in the padding. */
function tapsForMaximum(build: GraphBuilder, x: Node, attributes: PoolAttributes) {
  const { window, outputShape } = poolOf(x.shape, attributes);
  const [n, oh, ow, c] = outputShape;
  const seen = tapsAlong(build, x, 1, window.rows, oh).flatMap((row) =>
    tapsAlong(build, row, 2, window.columns, ow).map((tap) =>
      build.reshape(build.transpose(tap, [1, 2, 0, 3]), [1, oh, ow, n, c]),
    ),
  );
  return { seen: build.concat(seen, 0), window };
}

/** The first tap of each window that sees the maximum, row by row: int32 [OH,OW,N,C]. */
const winnerOf = (build: GraphBuilder, seen: Node) =>
  build.node('ArgMax', [seen], { axis: 0 }, seen.shape.slice(1), 'int32');

const integers = (build: GraphBuilder, shape: readonly number[], entry: (i: number) => number) =>
  build.constant(
    Int32Array.from({ length: sizeOf(shape) }, (_, i) => entry(i)),
    shape,
    'int32',
  );

/** Maxima, and where they stand in the flattened image, or in the flattened batch. */
function maxPoolWithPlace(
  build: GraphBuilder,
  x: Node,
  { includeBatchInIndex, ...attributes }: tf.MaxPoolWithArgmaxAttrs,
): Node[] {
  const { seen, window } = tapsForMaximum(build, x, attributes);
  const { rows, columns } = window;
  const [, h, w] = x.shape;
  const { kernel: kw } = columns;
  const [taps, oh, ow, n, c] = seen.shape;
  const offsets = integers(build, [taps], (tap) => (Math.floor(tap / kw) * w + (tap % kw)) * c);
  const winner = winnerOf(build, seen);
  const offset = build.node('Gather', [offsets, winner], { axis: 0 }, winner.shape, 'int32');
  // Where the first tap of each window stands, in the padding too.
  const corners = integers(build, [oh, ow, n, c], (i) => {
    const [image, channel] = [Math.floor(i / c) % n, i % c];
    const row = Math.floor(i / (c * n * ow)) * rows.stride - rows.before;
    const column = (Math.floor(i / (c * n)) % ow) * columns.stride - columns.before;
    return (((includeBatchInIndex ? image * h : 0) + row) * w + column) * c + channel;
  });
  const place = build.transpose(build.add(corners, offset), [2, 0, 1, 3]);
  return [maximumPool(build, x, attributes), place];
}

/** Each gradient goes to the first tap that saw the maximum. */
function maxPoolGradient(build: GraphBuilder, dy: Node, x: Node, attributes: PoolAttributes): Node {
  const { seen, window } = tapsForMaximum(build, x, attributes);
  const [taps, oh, ow, n, c] = seen.shape;
  const [kh, kw] = [window.rows.kernel, window.columns.kernel];
  const positions = integers(build, [taps, 1, 1, 1, 1], (i) => i);
  const gradient = build.transpose(dy, [1, 2, 0, 3]);
  const hit = build.compare('Equal', winnerOf(build, seen), positions);
  const held = build.select(hit, gradient, build.fill(0, []));
  const ordered = build.transpose(build.reshape(held, [kh, kw, oh, ow, n, c]), [0, 2, 1, 3, 4, 5]);
  return untaps(build, ordered, window, x.shape);
}

/** Kernels that resample images. */
export const spatialKernels: Record<string, KernelRule> = {
  ResizeNearestNeighbor: resize(nearestMatrix),
  ResizeNearestNeighborGrad: resizeGradient(nearestMatrix),
  ResizeBilinear: resize(bilinearMatrix),
  ResizeBilinearGrad: resizeGradient(bilinearMatrix),
  AvgPool: rule<PoolAttributes>((build, { x }, attributes) => {
    const { rows, columns } = averagePool(x.shape, attributes);
    return mapped(build, x, rows, columns);
  }),
  AvgPoolGrad: rule<PoolAttributes>((build, { dy, input }, attributes) => {
    const { rows, columns } = averagePool(input.shape, attributes);
    return mapped(build, dy, transposed(rows), transposed(columns));
  }),
  MaxPool: rule<PoolAttributes>((build, { x }, attributes) => maximumPool(build, x, attributes)),
  MaxPoolWithArgmax: rule<tf.MaxPoolWithArgmaxAttrs>((build, { x }, attributes) =>
    maxPoolWithPlace(build, x, attributes),
  ),
  MaxPoolGrad: rule<PoolAttributes>((build, { dy, input }, attributes) =>
    maxPoolGradient(build, dy, input, attributes),
  ),
};
