import * as tf from '@tensorflow/tfjs-core';

/** Shapes and numbers that a property test draws for one run of a case. */
export interface Drawn {
  /** Rank 1 to 4, lengths 1 to 5. */
  readonly shape: number[];
  /** Broadcasts with shape: some axes 1, some leading axes dropped. */
  readonly partner: number[];
  /** An axis of shape. */
  readonly axis: number;
  /** A subset of its axes, at least one. */
  readonly axes: number[];
  /** Small positive number. */
  readonly count: number;
  readonly flag: boolean;
}

export interface KernelCase {
  /** Where the inputs' values lie, and their types; default -2 to 2, float32. */
  readonly inputs: (drawn: Drawn) => readonly Input[];
  readonly fn: (drawn: Drawn) => (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
}

export interface Input {
  readonly shape: readonly number[];
  readonly from?: number;
  readonly to?: number;
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

type Call = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

const unary = (call: Call, range: Omit<Input, 'shape'> = {}): KernelCase => ({
  inputs: ({ shape }) => [{ shape, ...range }],
  fn: () => call,
});
const binary = (call: Call, a: Omit<Input, 'shape'> = {}, b = a): KernelCase => ({
  inputs: ({ shape, partner, flag }) =>
    flag
      ? [
          { shape, ...a },
          { shape: partner, ...b },
        ]
      : [
          { shape: partner, ...a },
          { shape, ...b },
        ],
  fn: () => call,
});
const onShape = (call: (drawn: Drawn) => Call, range: Omit<Input, 'shape'> = {}): KernelCase => ({
  inputs: ({ shape }) => [{ shape, ...range }],
  fn: call,
});
const positive = { from: 0.2, to: 3 };
const integers = { from: -9, to: 9, dtype: 'int32' } as const;
const divisors = { from: 1, to: 9, dtype: 'int32' } as const;
const bools = { from: 0, to: 2, dtype: 'bool' } as const;
const inside = { from: -0.95, to: 0.95 };

const run = (kernel: string, inputs: Record<string, tf.Tensor>, attributes: object = {}) =>
  tf.engine().runKernel<tf.Tensor>(kernel, inputs, attributes as tf.NamedAttrMap);
type Four = [number, number, number, number];

const image = ({ count, flag, axis }: Drawn): Four => [1 + (axis % 2), 3 + count, flag ? 4 : 5, 1 + axis];
const onImage = (call: (drawn: Drawn) => (x: tf.Tensor4D) => tf.Tensor): KernelCase => ({
  inputs: (drawn) => [{ shape: image(drawn) }],
  fn: (drawn) => (x) => call(drawn)(x as tf.Tensor4D),
});
const padOf = ({ flag }: Drawn) => (flag ? 'same' : 'valid');
const strideOf = ({ count }: Drawn) => 1 + (count % 2);
const halfSize = ([, height, width]: readonly number[]): [number, number] => [height - 1, 2 * width];

/** A pool or depthwise gradient kernel beside its forward operation. */
const poolGradient = (
  kernel: string,
  pad: string | undefined,
  pool: (x: tf.Tensor4D, drawn: Drawn) => tf.Tensor,
): KernelCase => ({
  inputs: (drawn) => {
    const shape = image(drawn);
    return [{ shape }, { shape: pool(tf.zeros(shape), drawn).shape }];
  },
  fn: (drawn) => (x, dy) =>
    run(
      kernel,
      kernel === 'MaxPoolGrad' ? { dy, input: x, output: pool(x as tf.Tensor4D, drawn) } : { dy, input: x },
      { filterSize: 2, strides: strideOf(drawn), pad: pad ?? padOf(drawn) },
    ),
});
const depthwiseFilter = (drawn: Drawn): [number, number, number, number] => [
  3,
  2,
  image(drawn)[3],
  1 + (drawn.count % 2),
];
const depthwise = (x: tf.Tensor, filter: tf.Tensor, drawn: Drawn) =>
  tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strideOf(drawn), padOf(drawn));
const depthwiseInputs = (drawn: Drawn): Input[] => {
  const [shape, filter] = [image(drawn), depthwiseFilter(drawn)];
  return [{ shape }, { shape: filter }, { shape: depthwise(tf.zeros(shape), tf.zeros(filter), drawn).shape }];
};
const depthwiseAttributes = (drawn: Drawn) => ({
  strides: strideOf(drawn),
  pad: padOf(drawn),
  dilations: 1,
  inputShape: image(drawn),
  filterShape: depthwiseFilter(drawn),
});
const matrices = ({ shape, partner, count, flag }: Drawn): [number[], number[]] => {
  const [batchA, batchB] = flag ? [shape.slice(0, 2), partner.slice(-shape.length).slice(0, 2)] : [[], []];
  const same = batchA.length === batchB.length ? batchB : batchA;
  return [
    [...batchA, 3, count],
    [...same, count, 4],
  ];
};

/** For each tfjs kernel at least one call that reaches it. */
export const kernelCases: Readonly<Record<string, KernelCase>> = {
  Abs: unary(tf.abs),
  Acos: unary(tf.acos, inside),
  Acosh: unary(tf.acosh, { from: 1.1, to: 4 }),
  Asin: unary(tf.asin, inside),
  Asinh: unary(tf.asinh),
  Atan: unary(tf.atan),
  Atanh: unary(tf.atanh, inside),
  Ceil: unary(tf.ceil),
  Cos: unary(tf.cos),
  Cosh: unary(tf.cosh),
  Elu: unary(tf.elu),
  Erf: unary(tf.erf),
  Exp: unary(tf.exp),
  Expm1: unary(tf.expm1),
  Floor: unary(tf.floor),
  IsInf: unary((x) => tf.isInf(tf.div(1, tf.relu(x)))),
  IsNan: unary((x) => tf.isNaN(tf.sqrt(x))),
  IsFinite: unary((x) => tf.isFinite(tf.div(1, tf.relu(x)))),
  Log: unary(tf.log, positive),
  Log1p: unary(tf.log1p, { from: -0.9, to: 3 }),
  LogicalNot: unary(tf.logicalNot, bools),
  Neg: unary(tf.neg),
  Reciprocal: unary(tf.reciprocal, positive),
  Relu: unary(tf.relu),
  Relu6: unary((x) => tf.relu6(tf.mul(x, 4))),
  Round: unary(tf.round),
  Rsqrt: unary(tf.rsqrt, positive),
  Selu: unary(tf.selu),
  Sigmoid: unary((x) => tf.sigmoid(tf.mul(x, 5))),
  Sign: unary(tf.sign),
  Sin: unary(tf.sin),
  Sinh: unary(tf.sinh),
  Softplus: unary((x) => tf.softplus(tf.mul(x, 10))),
  Sqrt: unary(tf.sqrt, positive),
  Square: unary(tf.square),
  Step: onShape(
    ({ count }) =>
      (x) =>
        tf.step(x, (count - 1) / 2),
  ),
  Tan: unary(tf.tan, inside),
  Tanh: unary(tf.tanh),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.3)),
  Prelu: binary((x, alpha) => tf.prelu(x, alpha)),
  ClipByValue: unary((x) => tf.clipByValue(x, -0.5, 1)),
  Cast: unary((x) => [tf.cast(x, 'int32'), tf.cast(tf.cast(x, 'bool'), 'float32')]),
  Identity: unary((x) => tf.clone(x)),
  EluGrad: { inputs: ({ shape }) => [{ shape }, { shape }], fn: () => (dy, y) => run('EluGrad', { dy, y }) },

  Add: binary(tf.add),
  Sub: binary(tf.sub),
  Multiply: binary(tf.mul),
  RealDiv: binary(tf.div, {}, positive),
  FloorDiv: binary(tf.floorDiv, integers, divisors),
  Maximum: binary(tf.maximum),
  Minimum: binary(tf.minimum),
  Mod: binary((a, b) => tf.mod(a, b), {}, positive),
  Pow: binary(tf.pow, positive, {}),
  SquaredDifference: binary(tf.squaredDifference),
  Atan2: binary(tf.atan2),
  AddN: {
    inputs: ({ shape }) => [{ shape }, { shape }, { shape }],
    fn:
      () =>
      (...xs) =>
        tf.addN(xs),
  },
  Equal: binary(tf.equal, integers),
  NotEqual: binary(tf.notEqual, integers),
  Less: binary(tf.less),
  LessEqual: binary(tf.lessEqual, integers),
  Greater: binary(tf.greater),
  GreaterEqual: binary(tf.greaterEqual, integers),
  LogicalAnd: binary(tf.logicalAnd, bools),
  LogicalOr: binary(tf.logicalOr, bools),
  Select: {
    inputs: ({ shape }) => [{ shape, ...bools }, { shape }, { shape }],
    fn: () => (condition, a, b) => tf.where(condition, a, b),
  },

  Reshape: onShape(() => (x) => tf.reshape(tf.neg(x), [-1])),
  ExpandDims: onShape(
    ({ axis }) =>
      (x) =>
        tf.expandDims(x, axis),
  ),
  Transpose: onShape(({ shape, axis }) => {
    const order = shape.map((_, i) => (i + axis) % shape.length);
    return (x) => tf.transpose(x, order);
  }),
  Tile: onShape(
    ({ shape, count, axis }) =>
      (x) =>
        tf.tile(
          x,
          shape.map((_, i) => (i === axis ? count : 2)),
        ),
  ),
  Reverse: onShape(
    ({ axes }) =>
      (x) =>
        tf.reverse(x, axes),
  ),
  FlipLeftRight: onImage(() => (x) => run('FlipLeftRight', { image: x })),
  Slice: onShape(({ shape, flag }) => {
    const begin = shape.map((length) => (length > 2 ? 1 : 0));
    const size = shape.map((length, i) => (flag ? -1 : Math.max(1, length - begin[i] - 1)));
    return (x) => tf.slice(x, begin, size);
  }),
  StridedSlice: onShape(({ shape, flag }) => {
    const strides = shape.map((_, i) => (flag && i === 0 ? -1 : 2));
    return (x) => tf.stridedSlice(x, shape.map(() => (flag ? -1 : 0)), [...shape], strides, shape.length, 2 ** shape.length - 1); // prettier-ignore
  }),
  SplitV: {
    inputs: ({ shape, axis, count }) => [{ shape: shape.map((n, i) => (i === axis ? n + count : n)) }],
    fn:
      ({ shape, axis, count }) =>
      (x) =>
        tf.split(x, [shape[axis], count], axis),
  },
  Concat: {
    inputs: ({ shape }) => [{ shape }, { shape }],
    fn:
      ({ axis }) =>
      (a, b) =>
        tf.concat([a, b], axis),
  },
  Pack: {
    inputs: ({ shape }) => [{ shape }, { shape }],
    fn:
      ({ axis }) =>
      (a, b) =>
        tf.stack([a, b], axis),
  },
  Unpack: onShape(
    ({ axis }) =>
      (x) =>
        tf.unstack(x, axis),
  ),
  PadV2: onShape(({ shape, count, flag }) => {
    const paddings = shape.map((_, i): [number, number] => [i % 2, count]);
    return (x) => tf.pad(x, paddings, flag ? 0.5 : 0);
  }),
  MirrorPad: onShape(({ shape, flag }) => {
    const paddings = shape.map((n): [number, number] => (n > 2 ? [1, 2] : [0, 0]));
    return (x) => tf.mirrorPad(x, paddings, flag ? 'reflect' : 'symmetric');
  }),
  DepthToSpace: {
    inputs: ({ count }) => [{ shape: [2, count, 3, 8] }],
    fn: () => (x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC'),
  },
  Fill: onShape(
    ({ shape }) =>
      (x) =>
        tf.add(x, tf.fill(shape, 1.5)),
  ),
  OnesLike: unary((x) => tf.onesLike(x)),
  ZerosLike: unary((x) => tf.zerosLike(x)),
  Range: onShape(
    ({ shape, axis }) =>
      (x) =>
        tf.mul(tf.sum(x), tf.range(0, shape[axis], 1)),
  ),
  LinSpace: onShape(
    ({ count }) =>
      (x) =>
        tf.mul(tf.sum(x), tf.linspace(0, 1, count)),
  ),

  Sum: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.sum(x, axes, flag),
  ),
  Mean: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.mean(x, axes, flag),
  ),
  Max: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.max(x, axes, flag),
  ),
  Min: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.min(x, axes, flag),
  ),
  Prod: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.prod(x, axes, flag),
  ),
  All: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.all(x, axes, flag),
    bools,
  ),
  Any: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.any(x, axes, flag),
    bools,
  ),
  ArgMax: onShape(
    ({ axis }) =>
      (x) =>
        tf.argMax(x, axis),
  ),
  ArgMin: onShape(
    ({ axis }) =>
      (x) =>
        tf.argMin(x, axis),
  ),
  Softmax: unary((x) => tf.softmax(x)),
  Cumsum: onShape(
    ({ axis, flag, count }) =>
      (x) =>
        tf.cumsum(x, axis, flag, count > 1),
  ),
  Cumprod: onShape(
    ({ axis, flag, count }) =>
      (x) =>
        tf.cumprod(x, axis, flag, count > 1),
  ),

  BatchMatMul: {
    inputs: (drawn) => matrices(drawn).map((shape) => ({ shape })),
    fn:
      ({ axis }) =>
      (a, b) => {
        const turn = (x: tf.Tensor, apply: boolean) =>
        apply ? tf.transpose(x, [...x.shape.keys()].map((i) => (i < x.rank - 2 ? i : 2 * x.rank - 3 - i))) : x; // prettier-ignore
        const [left, right] = [axis % 2 === 1, axis > 1];
        return tf.matMul(turn(a, left), turn(b, right), left, right);
      },
  },
  _FusedMatMul: {
    inputs: ({ count }) => [{ shape: [3, count] }, { shape: [count, 4] }, { shape: [4] }],
    fn:
      ({ axis }) =>
      (a, b, bias) => {
        const activation = (['linear', 'relu', 'elu', 'sigmoid'] as const)[axis];
        return tf.fused.matMul({ a: a, b: b, bias, activation });
      },
  },

  OneHot: {
    inputs: ({ count }) => [{ shape: [2, count], from: -1, to: 4, dtype: 'int32' }],
    fn: () => (x) => tf.oneHot(x, 4, 2, -1),
  },
  GatherV2: {
    inputs: ({ shape, axis, count }) => [
      { shape },
      { shape: [2, count], from: 0, to: shape[axis], dtype: 'int32' },
    ],
    fn:
      ({ axis }) =>
      (x, indices) =>
        tf.gather(x, indices, axis),
  },
  GatherNd: {
    inputs: ({ count }) => [{ shape: [4, 4, 3] }, { shape: [count, 2], from: 0, to: 4, dtype: 'int32' }],
    fn: () => (x, indices) => tf.gatherND(x, indices),
  },
  ScatterNd: {
    inputs: ({ count }) => [{ shape: [count, 1], from: 0, to: 5, dtype: 'int32' }, { shape: [count, 3] }],
    fn: () => (indices, updates) => tf.scatterND(indices, updates, [5, 3]),
  },
  TensorScatterUpdate: {
    inputs: () => [{ shape: [5, 3] }, { shape: [2, 1], from: 0, to: 2, dtype: 'int32' }, { shape: [3] }],
    fn: () => (x, row, update) =>
      tf.tensorScatterUpdate(
        x,
        tf.mul(tf.slice(row, 0, 1), tf.scalar(2, 'int32')),
        tf.reshape(update, [1, 3]),
      ),
  },
  UnsortedSegmentSum: {
    inputs: ({ shape }) => [{ shape }, { shape: [shape[0]], from: 0, to: 3, dtype: 'int32' }],
    fn: () => (x, segments) => tf.unsortedSegmentSum(x, segments as tf.Tensor1D, 3),
  },
  TopK: onShape(({ shape }) => (x) => {
    const { values, indices } = tf.topk(x, Math.ceil(shape[shape.length - 1] / 2));
    return [values, indices];
  }),

  FusedConv2D: {
    inputs: (drawn) => [{ shape: image(drawn) }, { shape: [3, 3, image(drawn)[3], 2] }, { shape: [2] }],
    fn: (drawn) => (x, filter, bias) =>
      tf.fused.conv2d({ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, bias, strides: strideOf(drawn), pad: padOf(drawn), activation: 'elu' }), // prettier-ignore
  },
  FusedDepthwiseConv2D: {
    inputs: (drawn) => [
      ...depthwiseInputs(drawn).slice(0, 2),
      { shape: [depthwiseInputs(drawn)[2].shape[3]] },
    ],
    fn: (drawn) => (x, filter, bias) =>
      tf.fused.depthwiseConv2d({ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, bias, strides: strideOf(drawn), pad: padOf(drawn), activation: 'relu' }), // prettier-ignore
  },
  DepthwiseConv2dNative: {
    inputs: (drawn) => depthwiseInputs(drawn).slice(0, 2),
    fn: (drawn) => (x, filter) => depthwise(x, filter, drawn),
  },
  DepthwiseConv2dNativeBackpropInput: {
    inputs: depthwiseInputs,
    fn: (drawn) => (_, filter, dy) =>
      run('DepthwiseConv2dNativeBackpropInput', { dy, filter }, depthwiseAttributes(drawn)),
  },
  DepthwiseConv2dNativeBackpropFilter: {
    inputs: depthwiseInputs,
    fn: (drawn) => (x, _, dy) =>
      run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, depthwiseAttributes(drawn)),
  },
  ResizeNearestNeighbor: onImage(
    ({ flag, count }) =>
      (x) =>
        tf.image.resizeNearestNeighbor(x, halfSize(x.shape), flag, !flag && count > 1),
  ),
  ResizeBilinear: onImage(
    ({ flag, count }) =>
      (x) =>
        tf.image.resizeBilinear(x, halfSize(x.shape), flag, !flag && count > 1),
  ),
  ResizeNearestNeighborGrad: {
    // tfjs' cpu kernel is wrong for more than one image.
    inputs: (drawn) => [{ shape: [1, 3, 4, 2] }, { shape: [1, 3 * drawn.count, 8, 2] }],
    fn:
      ({ flag }) =>
      (images, dy) =>
        run('ResizeNearestNeighborGrad', { images, dy }, { alignCorners: flag }),
  },
  ResizeBilinearGrad: {
    // tfjs' cpu kernel swaps height and width.
    inputs: (drawn) => [{ shape: [2, 3, 3, 2] }, { shape: [2, 2 + drawn.count, 8, 2] }],
    fn:
      ({ flag }) =>
      (images, dy) =>
        run('ResizeBilinearGrad', { images, dy }, { alignCorners: flag }),
  },
  AvgPool: onImage((drawn) => (x) => tf.avgPool(x, [3, 2], strideOf(drawn), padOf(drawn))),
  MaxPool: onImage((drawn) => (x) => tf.maxPool(x, [3, 2], strideOf(drawn), padOf(drawn))),
  // With padding, tfjs' cpu kernel is not the gradient of its own forward kernel.
  AvgPoolGrad: poolGradient('AvgPoolGrad', 'valid', (x, drawn) => tf.avgPool(x, 2, strideOf(drawn), 'valid')),
  MaxPoolGrad: poolGradient('MaxPoolGrad', undefined, (x, drawn) =>
    tf.maxPool(x, 2, strideOf(drawn), padOf(drawn)),
  ),
};
