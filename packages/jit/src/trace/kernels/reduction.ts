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

const reduce = (op: ReduceOp) =>
  rule<ReduceAttributes>((build, { x }, attributes) =>
    build.reduce(op, x, axesOf(attributes, x), attributes.keepDims),
  );

/** All and Any: the least and the greatest of 0 and 1. */
const logical = (op: 'ReduceMin' | 'ReduceMax') =>
  rule<ReduceAttributes>((build, { x }, attributes) =>
    build.cast(
      build.reduce(op, build.cast(x, 'int32'), axesOf(attributes, x), attributes.keepDims),
      'bool',
    ),
  ); // prettier-ignore

const extreme = (op: 'ArgMax' | 'ArgMin') =>
  rule<tf.ArgMaxAttrs>((build, { x }, { axis }) => {
    const [at] = normaliseAxes(axis, x.shape.length);
    return build.node(op, [x], { axis: at }, withoutAxes(x.shape, [at]), 'int32');
  });

function mean(build: GraphBuilder, x: Node, axes: readonly number[], keepDims?: boolean): Node {
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  const sum = build.reduce('ReduceSum', build.cast(x, 'float32'), axes, keepDims);
  return build.mul(sum, build.fill(1 / count, []));
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
