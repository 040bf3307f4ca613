import type { GraphBuilder } from '../../graph/builder.ts';
import { sameShape, sizeOf, type Node } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';
import { canMerge, isMovable } from './ranges.ts';

/**
 * Neutral elements, negations, constant factors of moderate size, powers with small exponents.
 * A product with zero becomes zero even where the other factor might be infinite or NaN.
 */
export const simplifyAlgebra = rewritingEach((node, build) =>
  node.dtype === 'bool' ? logical(node) : arithmetic(node, build),
);

/** The value of a node that is the same everywhere, seen through casts of shape. */
export function uniformValue(node: Node): number | undefined {
  return node.op === 'Fill' ? node.attributes.value : undefined;
}

function logical(node: Node): Node {
  if (node.op === 'Not' && node.inputs[0].op === 'Not') return node.inputs[0].inputs[0];
  return node;
}

function arithmetic(node: Node, build: GraphBuilder): Node {
  switch (node.op) {
    case 'Add':
      return add(node, build);
    case 'Sub':
      return subtract(node, build);
    case 'Mul':
      return multiply(node, build);
    case 'Div':
      return divide(node, build);
    case 'Pow':
      return power(node, build);
    case 'Neg':
      return negate(node, build);
    case 'Max':
    case 'Min':
      return node.inputs[0] === node.inputs[1] ? node.inputs[0] : node;
    case 'Select':
      return select(node, build);
    case 'ReduceSum':
      return sum(node, build);
    case 'MatMul':
      return productWithUniform(node, build) ?? node;
    default:
      return node;
  }
}

/** x in the shape of the node that it replaces. */
const inShape = (x: Node, node: Node, build: GraphBuilder) => build.broadcastTo(x, node.shape);

function add(node: Node, build: GraphBuilder): Node {
  const [a, b] = node.inputs;
  if (uniformValue(a) === 0) return inShape(b, node, build);
  if (uniformValue(b) === 0) return inShape(a, node, build);
  if (b.op === 'Neg') return build.binary('Sub', a, b.inputs[0]);
  if (a.op === 'Neg') return build.binary('Sub', b, a.inputs[0]);
  if (a === b && node.dtype === 'float32') return build.mul(a, build.fill(2, []));
  return node;
}

function subtract(node: Node, build: GraphBuilder): Node {
  const [a, b] = node.inputs;
  if (uniformValue(b) === 0) return inShape(a, node, build);
  // 0 - x is not -x: at 0 it is 0.
  if (b.op === 'Neg') return build.add(a, b.inputs[0]);
  return node;
}

/** A product as a constant factor times the rest. */
function factored(node: Node): { factor: number; rest: Node } | undefined {
  if (node.op === 'Neg') return { factor: -1, rest: node.inputs[0] };
  if (node.op !== 'Mul') return undefined;
  const [a, b] = node.inputs;
  const value = uniformValue(b);
  return value !== undefined && sameShape(a.shape, node.shape) ? { factor: value, rest: a } : undefined;
}

function multiply(node: Node, build: GraphBuilder): Node {
  const [a, b] = node.inputs;
  const [left, right] = [uniformValue(a), uniformValue(b)];
  if (left !== undefined && right === undefined) return build.mul(b, a); // constants stand right
  if (right === 1) return inShape(a, node, build);
  if (right === 0) return build.fill(0, node.shape, node.dtype);
  if (node.dtype !== 'float32') return node;
  if (right !== undefined) {
    const inner = factored(a);
    if (inner !== undefined && canMerge(inner.factor, right)) {
      return scaled(inner.rest, inner.factor * right, node, build);
    }
    if (right === -1) return build.unary('Neg', inShape(a, node, build));
    // A factor of its own shape broadcasts; only the shape of the result matters.
    if (b.shape.length > 0 && sameShape(a.shape, node.shape)) return build.mul(a, build.fill(right, []));
    return node;
  }
  const [outerA, outerB] = [factored(a), factored(b)];
  if (outerA !== undefined && outerB !== undefined && isMovable(outerA.factor) && isMovable(outerB.factor)) {
    return scaled(build.mul(outerA.rest, outerB.rest), outerA.factor * outerB.factor, node, build);
  }
  return node;
}

function scaled(x: Node, factor: number, node: Node, build: GraphBuilder): Node {
  const shaped = inShape(x, node, build);
  return factor === 1 ? shaped : build.mul(shaped, build.fill(factor, []));
}

function divide(node: Node, build: GraphBuilder): Node {
  const [a, b] = node.inputs;
  const value = uniformValue(b);
  if (value === 1) return inShape(a, node, build);
  if (node.dtype !== 'float32') return node;
  if (value !== undefined && isPowerOfTwo(value)) {
    return build.mul(inShape(a, node, build), build.fill(1 / value, []));
  }
  if (uniformValue(a) === 1) return inShape(build.unary('Reciprocal', b), node, build);
  return node;
}

/** Division by these is exactly multiplication by the reciprocal, which float32 has without loss. */
const isPowerOfTwo = (value: number) =>
  Number.isInteger(Math.log2(Math.abs(value))) && Math.abs(Math.log2(Math.abs(value))) <= 126;

function power(node: Node, build: GraphBuilder): Node {
  const [x, exponent] = node.inputs;
  const shaped = () => inShape(x, node, build);
  switch (uniformValue(exponent)) {
    case 0:
      return build.fill(1, node.shape, node.dtype);
    case 1:
      return shaped();
    case 2:
      return build.mul(shaped(), shaped());
    case 3:
      return build.mul(build.mul(shaped(), shaped()), shaped());
    case -1:
      return node.dtype === 'float32' ? build.unary('Reciprocal', shaped()) : node;
    default:
      return node;
  }
}

function negate(node: Node, build: GraphBuilder): Node {
  const [x] = node.inputs;
  if (x.op === 'Neg') return x.inputs[0];
  if (x.op === 'Sub') return build.binary('Sub', x.inputs[1], x.inputs[0]);
  const inner = factored(x);
  if (inner !== undefined && node.dtype === 'float32') return scaled(inner.rest, -inner.factor, node, build);
  return node;
}

function select(node: Node, build: GraphBuilder): Node {
  const [condition, a, b] = node.inputs;
  if (a === b) return inShape(a, node, build);
  const known = uniformValue(condition);
  if (known === undefined) return node;
  return inShape(known !== 0 ? a : b, node, build);
}

/** The product with a matrix of equal values: sums of rows or columns, each repeated. */
function productWithUniform(node: Node<'MatMul'>, build: GraphBuilder): Node | undefined {
  const side = node.inputs.findIndex((input) => uniformValue(input) !== undefined);
  if (side < 0) return undefined;
  const value = uniformValue(node.inputs[side]) ?? 0;
  if (value === 0) return build.fill(0, node.shape, node.dtype);
  if (!isMovable(value)) return undefined;
  const other = node.inputs[1 - side];
  if (node.dtype !== 'float32' || node.shape.length !== 2 || other.shape.length !== 2) return undefined;
  const { transposeA, transposeB } = node.attributes;
  const summed = side === 1 ? (transposeA ? 0 : 1) : transposeB ? 1 : 0;
  const sums = build.reduce('ReduceSum', other, [summed]);
  const beside = build.reshape(sums, side === 1 ? [node.shape[0], 1] : [1, node.shape[1]]);
  return scaled(beside, value, node, build);
}

/** Sums of what is constant along the axes, and of products with a constant. */
function sum(node: Node, build: GraphBuilder): Node {
  if (node.op !== 'ReduceSum' || node.dtype !== 'float32') return node;
  const [x] = node.inputs;
  const { axes } = node.attributes;
  const inner = factored(x);
  if (inner !== undefined && isMovable(inner.factor) && sizeOf(node.shape) < sizeOf(x.shape)) {
    return scaled(build.reduce('ReduceSum', inner.rest, axes), inner.factor, node, build);
  }
  if (x.op === 'BroadcastTo') return sumOfBroadcast(node, x, axes, build);
  return node;
}

function sumOfBroadcast(node: Node, x: Node, axes: readonly number[], build: GraphBuilder): Node {
  const [source] = x.inputs;
  const offset = x.shape.length - source.shape.length;
  const isStretched = (axis: number) =>
    axis < offset || (source.shape[axis - offset] === 1 && x.shape[axis] !== 1);
  const stretched = axes.filter(isStretched);
  if (stretched.length === 0) return node;
  const count = stretched.reduce((product, axis) => product * x.shape[axis], 1);
  const remaining = axes.filter((axis) => !isStretched(axis)).map((axis) => axis - offset);
  const kept = build.reduce('ReduceSum', source, remaining, true);
  // What is left is of length 1 on every summed axis.
  const squeezed = build.reshape(
    kept,
    kept.shape.filter((_, axis) => !axes.includes(axis + offset)),
  );
  return scaled(squeezed, count, node, build);
}
