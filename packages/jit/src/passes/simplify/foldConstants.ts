import type { GraphBuilder } from '../../graph/builder.ts';
import { isReduction } from '../../graph/elementwise.ts';
import { sizeOf, type DataType, type Node, type Values } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';
import { stridesOf } from '../../graph/shapes.ts';
import { evaluateBinary, evaluateUnary } from './evaluate.ts';

/** Constants up to this many elements are computed with at build time; larger ones would only grow the model. */
const foldedElements = 1 << 16;

/** Computes what depends on no input: on single values whatever their shape, on arrays up to a size. */
export const foldConstants = rewritingEach(
  (node, build) => foldFill(node, build) ?? foldArray(node, build) ?? node,
);

/** Products of integers wrap, beyond what float64 holds exactly. */
const functionOf = ({ op, inputs }: Node) =>
  op === 'Mul' && inputs[0].dtype === 'int32' ? Math.imul : evaluateBinary[op];

const fillOf = (node: Node) => (node.op === 'Fill' ? node.attributes.value : undefined);

/** The node as one value at every position, where it is. */
function foldFill(node: Node, build: GraphBuilder): Node | undefined {
  const filled = (value: number) => build.fill(value, node.shape, node.dtype);
  if (node.op === 'Constant') {
    const { data } = node.attributes;
    const same = data.length > 0 && data.every((value) => Object.is(value, data[0]));
    return same ? filled(data[0]) : undefined;
  }
  const values = node.inputs.map(fillOf);
  const [a, b] = values;
  if (a === undefined) return undefined;
  switch (node.op) {
    case 'Reshape':
    case 'BroadcastTo':
    case 'Transpose':
    case 'Slice':
    case 'Tile':
    case 'ReduceMax':
    case 'ReduceMin':
      return filled(a);
    case 'Pad':
      return Object.is(a, node.attributes.value) ? filled(a) : undefined;
    case 'Concat':
      return values.every((value) => Object.is(value, a)) ? filled(a) : undefined;
    case 'Cast':
      return filled(converted(a, node.dtype));
    case 'ReduceSum':
      return filled((a * sizeOf(node.inputs[0].shape)) / sizeOf(node.shape));
  }
  if (isReduction(node.op)) return undefined;
  if (node.inputs.length === 1 && node.op in evaluateUnary) return filled(evaluateUnary[node.op](a));
  if (b !== undefined && node.op in evaluateBinary) return filled(functionOf(node)(a, b));
  return undefined;
}

function foldArray(node: Node, build: GraphBuilder): Node | undefined {
  if (node.inputs.length === 0 || sizeOf(node.shape) > foldedElements) return undefined;
  if (!node.inputs.every((input) => input.op === 'Constant' || input.op === 'Fill')) return undefined;
  const [first] = node.inputs;
  const result = (data: Values) => build.constant(data, node.shape, node.dtype);
  const gathered = (indexOf: (position: number[]) => number) => {
    const source = valuesOf(first);
    return result(filledArray(node, (position) => source[indexOf(position)]));
  };
  if (node.op === 'Reshape') return result(valuesOf(first));
  if (node.op === 'Cast') {
    const source = valuesOf(first);
    return result(arrayOf(node.dtype, source.length, (i) => converted(source[i], node.dtype)));
  }
  if (node.op === 'Transpose') {
    const strides = stridesOf(first.shape);
    const { permutation } = node.attributes;
    return gathered((position) => dot(position, permutation.map((axis) => strides[axis]))); // oxfmt-ignore
  }
  if (node.op === 'Slice') {
    const strides = stridesOf(first.shape);
    const { begin, strides: steps } = node.attributes;
    return gathered((position) =>
      dot(
        position.map((at, axis) => begin[axis] + at * steps[axis]),
        strides,
      ),
    );
  }
  if (node.op === 'BroadcastTo') return gathered(broadcastIndex(first, node));
  if (node.inputs.length === 1 && node.op in evaluateUnary) {
    const source = valuesOf(first);
    const apply = evaluateUnary[node.op];
    return result(arrayOf(node.dtype, source.length, (i) => apply(source[i])));
  }
  if (node.op in evaluateBinary) {
    const [a, b] = node.inputs;
    const [left, right] = [valuesOf(a), valuesOf(b)];
    const [leftAt, rightAt] = [broadcastIndex(a, node), broadcastIndex(b, node)];
    const apply = functionOf(node);
    return result(filledArray(node, (position) => apply(left[leftAt(position)], right[rightAt(position)])));
  }
  return undefined;
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** Where the element at a position of the output lies in an operand that broadcasts to it. */
function broadcastIndex(operand: Node, output: Node): (position: readonly number[]) => number {
  const offset = output.shape.length - operand.shape.length;
  const strides = stridesOf(operand.shape).map((stride, axis) => (operand.shape[axis] === 1 ? 0 : stride));
  return (position) => dot(strides, position.slice(offset));
}

function converted(value: number, dtype: DataType): number {
  if (dtype === 'bool') return value === 0 ? 0 : 1;
  // As an Int32Array converts: modulo 2^32, and NaN to 0.
  return dtype === 'int32' ? value | 0 : Math.fround(value);
}

/** The elements of a constant or filled node. */
export function valuesOf(node: Node): Values {
  if (node.op === 'Constant') return node.attributes.data;
  if (node.op !== 'Fill') throw new Error(`valuesOf: ${node.op} is not constant`);
  const { value } = node.attributes;
  return arrayOf(node.dtype, sizeOf(node.shape), () => value);
}

function arrayOf(dtype: DataType, length: number, entry: (index: number) => number): Values {
  const array =
    dtype === 'float32'
      ? new Float32Array(length)
      : dtype === 'int32'
        ? new Int32Array(length)
        : new Uint8Array(length);
  for (let i = 0; i < length; i++) array[i] = entry(i);
  return array;
}

function filledArray(node: Node, entry: (position: number[]) => number): Values {
  const strides = stridesOf(node.shape);
  return arrayOf(node.dtype, sizeOf(node.shape), (index) =>
    entry(strides.map((stride, axis) => Math.floor(index / stride) % node.shape[axis])),
  );
}
