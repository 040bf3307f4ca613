import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { ReduceOp } from '../../graph/elementwise.ts';
import { sizeOf, type Node } from '../../graph/graph.ts';
import { normaliseAxes, withoutAxes } from '../../graph/shapes.ts';
import { rule, type KernelRule } from './rule.ts';

interface ReduceAttributes {
  readonly axis?: number | number[] | null;
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

const axesOf = ({ axis, reductionIndices }: ReduceAttributes, x: Node) =>
  normaliseAxes(axis ?? reductionIndices, x.shape.length);

/** What tfjs gives for a reduction of nothing. */
const ofNothing: Readonly<Record<ReduceOp, number>> = {
  ReduceSum: 0,
  ReduceProd: 1,
  ReduceMax: NaN,
  ReduceMin: NaN,
};

/** The reduction, or its value of nothing where an axis without length is reduced. */
function reduced(
  build: GraphBuilder,
  op: ReduceOp,
  x: Node,
  axes: readonly number[],
  { keepDims = false, empty = ofNothing[op] } = {},
): Node {
  if (sizeOf(x.shape) > 0) return build.reduce(op, x, axes, keepDims);
  const shape = keepDims
    ? x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : withoutAxes(x.shape, axes);
  return build.fill(empty, shape, x.dtype);
}

const reduce = (op: ReduceOp) =>
  rule<ReduceAttributes>((build, { x }, attributes) => {
    const number = x.dtype === 'bool' ? build.cast(x, 'int32') : x;
    const { keepDims = false } = attributes;
    return build.cast(reduced(build, op, number, axesOf(attributes, x), { keepDims }), x.dtype);
  });

/** All and Any: the least and the greatest of 0 and 1. */
const logical = (op: 'ReduceMin' | 'ReduceMax') =>
  rule<ReduceAttributes>((build, { x }, attributes) =>
    build.cast(
      reduced(build, op, build.cast(x, 'int32'), axesOf(attributes, x), {
        keepDims: attributes.keepDims ?? false,
        empty: op === 'ReduceMin' ? 1 : 0,
      }),
      'bool',
    ),
  ); // oxfmt-ignore

const extreme = (op: 'ArgMax' | 'ArgMin') =>
  rule<tf.ArgMaxAttrs>((build, { x }, { axis }) => {
    const [at] = normaliseAxes(axis, x.shape.length);
    const shape = withoutAxes(x.shape, [at]);
    if (sizeOf(x.shape) === 0) return build.fill(0, shape, 'int32');
    return build.node(op, [x.dtype === 'bool' ? build.cast(x, 'int32') : x], { axis: at }, shape, 'int32');
  });

function mean(build: GraphBuilder, x: Node, axes: readonly number[], keepDims?: boolean): Node {
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  const sum = reduced(build, 'ReduceSum', build.cast(x, 'float32'), axes, { keepDims: keepDims ?? false });
  // The mean of nothing is 0 in tfjs.
  return build.mul(sum, build.fill(count === 0 ? 1 : 1 / count, []));
}

/** x - max(x): exponentials of it cannot overflow. */
function shifted(build: GraphBuilder, x: Node): Node {
  const last = [x.shape.length - 1];
  return build.binary('Sub', x, build.reduce('ReduceMax', x, last, true));
}

function softmax(build: GraphBuilder, x: Node): Node {
  const exponentials = build.unary('Exp', shifted(build, x));
  const sum = build.reduce('ReduceSum', exponentials, [x.shape.length - 1], true);
  return build.binary('Div', exponentials, sum);
}

/** Running product in log2(length) shifted multiplications. */
function cumulativeProduct(build: GraphBuilder, input: Node, attributes: tf.CumprodAttrs): Node {
  const [axis] = normaliseAxes(attributes.axis, input.shape.length);
  const length = input.shape[axis];
  const shiftBy = (x: Node, distance: number) => {
    const only = (value: number) => x.shape.map((_, i) => (i === axis ? value : 0));
    const kept = build.slice(
      x,
      only(attributes.reverse ? distance : 0),
      x.shape.map((whole, i) => (i === axis ? whole - distance : whole)),
    );
    const [before, after] = attributes.reverse ? [0, distance] : [distance, 0];
    return build.pad(kept, only(before), only(after), 1);
  };
  let product = attributes.exclusive ? shiftBy(input, 1) : input;
  for (let distance = 1; distance < length; distance *= 2) {
    product = build.mul(product, shiftBy(product, distance));
  }
  return product;
}

/** Kernels that combine elements along axes. */
export const reductionKernels: Record<string, KernelRule> = {
  Sum: reduce('ReduceSum'),
  Max: reduce('ReduceMax'),
  Min: reduce('ReduceMin'),
  Prod: reduce('ReduceProd'),
  All: logical('ReduceMin'),
  Any: logical('ReduceMax'),
  ArgMax: extreme('ArgMax'),
  ArgMin: extreme('ArgMin'),
  Mean: rule<tf.MeanAttrs>((build, { x }, attributes) =>
    mean(build, x, axesOf(attributes, x), attributes.keepDims),
  ),
  Softmax: rule((build, { logits }) => softmax(build, logits)),
  Cumsum: rule<tf.CumsumAttrs>((build, { x }, { axis, exclusive, reverse }) => {
    const [at] = normaliseAxes(axis, x.shape.length);
    if (sizeOf(x.shape) === 0) return x;
    return build.node('CumulativeSum', [x], { axis: at, exclusive, reverse }, x.shape, x.dtype);
  }),
  Cumprod: rule<tf.CumprodAttrs>((build, { x }, attributes) => cumulativeProduct(build, x, attributes)),
};
