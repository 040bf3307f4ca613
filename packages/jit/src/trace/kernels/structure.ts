import type * as tf from '@tensorflow/tfjs-core';
import { slice_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import { sizeOf, type DataType, type Node } from '../../graph/graph.ts';
import { broadcastShapes, normaliseAxes } from '../../graph/shapes.ts';
import { TraceError } from '../errors.ts';
import { rule, type KernelRule } from './rule.ts';

const asList = (value: number | readonly number[]) => (typeof value === 'number' ? [value] : value);

/** A slice of the given extent along one axis. */
function along(build: GraphBuilder, x: Node, axis: number, from: number, length: number): Node {
  const begin = x.shape.map((_, i) => (i === axis ? from : 0));
  const size = x.shape.map((whole, i) => (i === axis ? length : whole));
  return build.slice(x, begin, size);
}

function reverse(build: GraphBuilder, x: Node, axes: readonly number[]): Node {
  const begin = x.shape.map((length, axis) => (axes.includes(axis) ? length - 1 : 0));
  const strides = x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1));
  return build.slice(x, begin, x.shape, strides);
}

function slice(build: GraphBuilder, x: Node, { begin, size }: tf.SliceAttrs): Node {
  const [from, extent] = slice_util.parseSliceParams(
    { shape: [...x.shape] } as unknown as tf.TensorInfo,
    begin,
    size,
  );
  return build.slice(x, from, extent);
}

function stridedSlice(build: GraphBuilder, x: Node, attributes: tf.StridedSliceAttrs): Node {
  const info = slice_util.sliceInfo(
    [...x.shape],
    attributes.begin,
    attributes.end,
    attributes.strides,
    attributes.beginMask,
    attributes.endMask,
    attributes.ellipsisMask,
    attributes.newAxisMask,
    attributes.shrinkAxisMask,
  );
  const size = slice_util.computeOutShape(info.begin, info.end, info.strides);
  return build.reshape(build.slice(x, info.begin, size, info.strides), info.finalShape);
}

function split(build: GraphBuilder, x: Node, { numOrSizeSplits, axis }: tf.SplitVAttrs): Node[] {
  const [at] = normaliseAxes(axis, x.shape.length);
  const whole = x.shape[at];
  const lengths =
    typeof numOrSizeSplits === 'number'
      ? new Array<number>(numOrSizeSplits).fill(whole / numOrSizeSplits)
      : numOrSizeSplits.map((length) =>
          length === -1 ? whole - numOrSizeSplits.reduce((sum, l) => sum + Math.max(l, 0), 0) : length,
        );
  let from = 0;
  return lengths.map((length) => along(build, x, at, (from += length) - length, length));
}

function pack(build: GraphBuilder, parts: readonly Node[], axis: number): Node {
  const at = axis < 0 ? axis + parts[0].shape.length + 1 : axis;
  const expanded = parts.map((part) =>
    build.reshape(part, [...part.shape.slice(0, at), 1, ...part.shape.slice(at)]),
  );
  return build.concat(expanded, at);
}

function unpack(build: GraphBuilder, x: Node, axis: number): Node[] {
  const [at] = normaliseAxes(axis, x.shape.length);
  const shape = x.shape.filter((_, i) => i !== at);
  return Array.from({ length: x.shape[at] }, (_, i) => build.reshape(along(build, x, at, i, 1), shape));
}

/** Picks along each padded axis the element that the mirror shows. */
function mirrorPad(build: GraphBuilder, x: Node, { paddings, mode }: tf.MirrorPadAttrs): Node {
  const edge = mode === 'reflect' ? 1 : 0;
  return paddings.reduce((padded, [before, after], axis) => {
    if (before === 0 && after === 0) return padded;
    const length = padded.shape[axis];
    const indices = Int32Array.from({ length: before + length + after }, (_, i) => {
      const at = i - before;
      if (at < 0) return -at - 1 + edge;
      return at < length ? at : 2 * length - 1 - at - edge;
    });
    const shape = padded.shape.map((whole, i) => (i === axis ? indices.length : whole));
    const picks = build.constant(indices, [indices.length], 'int32');
    return build.node('Gather', [padded, picks], { axis }, shape, x.dtype);
  }, x);
}

function tile(build: GraphBuilder, x: Node, repeats: readonly number[]): Node {
  const shape = x.shape.map((length, axis) => length * repeats[axis]);
  return build.node('Tile', [x], { repeats }, shape, x.dtype);
}

/** The shape that two shapes broadcast to: shapes are numbers that are known while a function is traced. */
function broadcastArgs(build: GraphBuilder, shapes: readonly Node[]): Node {
  const lengths = shapes.map((shape) => {
    if (shape.op === 'Constant') return Array.from(shape.attributes.data);
    throw new TraceError(
      'jit: tf.broadcastArgs takes shapes, which are known while the function is compiled, but got values that are ' +
        'computed from arguments; pass it the shapes of tensors, tensor.shape',
    );
  });
  const result = Int32Array.from(broadcastShapes(...lengths));
  return build.constant(result, [result.length], 'int32');
}

function depthToSpace(
  build: GraphBuilder,
  x: Node,
  { blockSize: b, dataFormat }: tf.DepthToSpaceAttrs,
): Node {
  const [n, h, w, c] = dataFormat === 'NHWC' ? x.shape : [0, 2, 3, 1].map((axis) => x.shape[axis]);
  const last = dataFormat === 'NHWC' ? x : build.transpose(x, [0, 2, 3, 1]);
  const blocks = build.reshape(last, [n, h, w, b, b, c / (b * b)]);
  const spread = build.reshape(build.transpose(blocks, [0, 1, 3, 2, 4, 5]), [n, h * b, w * b, c / (b * b)]);
  return dataFormat === 'NHWC' ? spread : build.transpose(spread, [0, 3, 1, 2]);
}

/** Kernels that move, repeat or drop elements without computing. */
export const structureKernels: Record<string, KernelRule> = {
  Reshape: rule<tf.ReshapeAttrs>((build, { x }, { shape }) => build.reshape(x, inferred(shape, x))),
  ExpandDims: rule<tf.ExpandDimsAttrs>((build, { input }, { dim }) => {
    const at = dim < 0 ? dim + input.shape.length + 1 : dim;
    return build.reshape(input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)]);
  }),
  Transpose: rule<tf.TransposeAttrs>((build, { x }, { perm }) => build.transpose(x, perm)),
  Tile: rule<tf.TileAttrs>((build, { x }, { reps }) => tile(build, x, reps)),
  Reverse: rule<tf.ReverseAttrs>((build, { x }, { dims }) =>
    reverse(build, x, normaliseAxes(dims, x.shape.length)),
  ),
  FlipLeftRight: rule((build, { image }) => reverse(build, image, [2])),
  Slice: rule<tf.SliceAttrs>((build, { x }, attributes) => slice(build, x, attributes)),
  StridedSlice: rule<tf.StridedSliceAttrs>((build, { x }, attributes) => stridedSlice(build, x, attributes)),
  SplitV: rule<tf.SplitVAttrs>((build, { x }, attributes) => split(build, x, attributes)),
  Pack: rule<tf.PackAttrs>((build, inputs, { axis }) => pack(build, Object.values(inputs), axis)),
  Unpack: rule<tf.UnpackAttrs>((build, { value }, { axis }) => unpack(build, value, axis)),
  Concat: rule<tf.ConcatAttrs>((build, inputs, { axis }) => {
    const parts = Object.values(inputs);
    const [at] = normaliseAxes(axis, parts[0].shape.length);
    const filled = parts.filter((part) => sizeOf(part.shape) > 0);
    return build.concat(filled.length > 0 ? filled : parts, at);
  }),
  PadV2: rule<tf.PadV2Attrs>((build, { x }, { paddings, constantValue }) =>
    build.pad(
      x,
      paddings.map(([before]) => before),
      paddings.map(([, after]) => after),
      constantValue,
    ),
  ),
  MirrorPad: rule<tf.MirrorPadAttrs>((build, { x }, attributes) => mirrorPad(build, x, attributes)),
  DepthToSpace: rule<tf.DepthToSpaceAttrs>((build, { x }, attributes) => depthToSpace(build, x, attributes)),
  Fill: rule<tf.FillAttrs>((build, _, { shape, value, dtype }) =>
    build.fill(Number(value), shape, (dtype ?? 'float32') as DataType),
  ),
  BroadcastArgs: rule((build, { s0, s1 }) => broadcastArgs(build, [s0, s1])),
  OnesLike: rule((build, { x }) => build.fill(1, x.shape, x.dtype)),
  ZerosLike: rule((build, { x }) => build.fill(0, x.shape, x.dtype)),
  Range: rule<tf.RangeAttrs>((build, _, { start, stop, step, dtype }) => {
    const length = Math.max(Math.ceil((stop - start) / step), 0);
    // A loop: `from` takes a second for some million values.
    const values = dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = start + i * step;
    return build.constant(values, [length], dtype);
  }),
  LinSpace: rule<tf.LinSpaceAttrs>((build, _, { start, stop, num }) => {
    const step = num > 1 ? (stop - start) / (num - 1) : 0;
    const values = Float32Array.from({ length: num }, (_, i) => start + i * step);
    return build.constant(values, [num], 'float32');
  }),
};

function inferred(shape: readonly number[], x: Node): number[] {
  const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1);
  return asList(shape).map((length) => (length === -1 ? sizeOf(x.shape) / known : length));
}
