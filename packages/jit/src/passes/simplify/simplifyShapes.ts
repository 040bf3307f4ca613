import type { GraphBuilder } from '../../graph/builder.ts';
import { isBroadcasting, isUnary } from '../../graph/elementwise.ts';
import { sameShape, sizeOf, type Node } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';
import { broadcastShapes } from '../../graph/shapes.ts';

/** Cancels and merges operations that only move elements. */
export const simplifyShapes = rewritingEach(simplify);

function simplify(node: Node, build: GraphBuilder): Node {
  switch (node.op) {
    case 'Reshape': {
      const [x] = node.inputs;
      return x.op === 'Reshape' ? build.reshape(x.inputs[0], node.shape) : build.reshape(x, node.shape);
    }
    case 'Transpose':
      return transpose(node, build);
    case 'BroadcastTo':
      return broadcast(node, build);
    case 'Slice':
      return slice(node, build);
    case 'Concat':
      return concat(node, build);
    case 'Tile': {
      const [x] = node.inputs;
      const { repeats } = node.attributes;
      if (x.shape.every((length, axis) => length === 1 || repeats[axis] === 1)) {
        return build.broadcastTo(x, node.shape);
      }
      return node;
    }
    case 'ReduceSum':
    case 'ReduceMax':
    case 'ReduceMin':
    case 'ReduceProd':
      return reduction(node, build);
    default:
      return isBroadcasting(node.op) || isUnary(node.op) ? elementwise(node, build) : node;
  }
}

function transpose(node: Node<'Transpose'>, build: GraphBuilder): Node {
  const [x] = node.inputs;
  const { permutation } = node.attributes;
  if (x.op === 'Transpose') {
    return build.transpose(
      x.inputs[0],
      permutation.map((axis) => x.attributes.permutation[axis]),
    );
  }
  // Moving axes of length 1 moves no element.
  const long = permutation.filter((axis) => x.shape[axis] !== 1);
  if (long.every((axis, i) => i === 0 || axis > long[i - 1])) return build.reshape(x, node.shape);
  return build.transpose(x, permutation);
}

function broadcast(node: Node, build: GraphBuilder): Node {
  const [x] = node.inputs;
  if (x.op === 'BroadcastTo') return build.broadcastTo(x.inputs[0], node.shape);
  if (sizeOf(x.shape) === sizeOf(node.shape)) return build.reshape(x, node.shape);
  return node;
}

function slice(node: Node<'Slice'>, build: GraphBuilder): Node {
  const [x] = node.inputs;
  const { begin, strides } = node.attributes;
  if (strides.some((stride) => stride !== 1)) return node;
  if (x.op === 'Slice' && x.attributes.strides.every((stride) => stride === 1)) {
    const from = begin.map((at, axis) => at + x.attributes.begin[axis]);
    return build.slice(x.inputs[0], from, node.shape);
  }
  if (x.op === 'Concat') {
    const { axis } = x.attributes;
    let start = 0;
    for (const part of x.inputs) {
      const end = start + part.shape[axis];
      if (begin[axis] >= start && begin[axis] + node.shape[axis] <= end) {
        const inside = begin.map((at, i) => (i === axis ? at - start : at));
        return build.slice(part, inside, node.shape);
      }
      start = end;
    }
  }
  if (x.op === 'Pad') {
    const [inner] = x.inputs;
    const inside = begin.map((at, axis) => at - x.attributes.before[axis]);
    if (inside.every((at, axis) => at >= 0 && at + node.shape[axis] <= inner.shape[axis])) {
      return build.slice(inner, inside, node.shape);
    }
  }
  return build.slice(x, begin, node.shape, strides);
}

/** Concatenations of concatenations, and of all the slices of one tensor in order. */
function concat(node: Node<'Concat'>, build: GraphBuilder): Node {
  const { axis } = node.attributes;
  const parts = node.inputs.flatMap((part) =>
    part.op === 'Concat' && part.attributes.axis === axis ? part.inputs : [part],
  );
  const padded = zerosAround(parts, axis, build);
  if (padded !== undefined) return padded;
  const whole = wholeOfSlices(parts, axis);
  if (whole !== undefined && sameShape(whole.shape, node.shape)) return whole;
  return parts.length === node.inputs.length ? node : build.concat(parts, axis);
}

const isZero = (part: Node) => part.op === 'Fill' && part.attributes.value === 0;

/** A concatenation with zeros at its ends is padding. */
function zerosAround(parts: readonly Node[], axis: number, build: GraphBuilder): Node | undefined {
  const first = parts.findIndex((part) => !isZero(part));
  const last = parts.findLastIndex((part) => !isZero(part));
  if (first < 0 || (first === 0 && last === parts.length - 1)) return undefined;
  const lengthOf = (some: readonly Node[]) => some.reduce((sum, part) => sum + part.shape[axis], 0);
  const inner = build.concat(parts.slice(first, last + 1), axis);
  const along = (length: number) => inner.shape.map((_, i) => (i === axis ? length : 0));
  return build.pad(inner, along(lengthOf(parts.slice(0, first))), along(lengthOf(parts.slice(last + 1))));
}

function wholeOfSlices(parts: readonly Node[], axis: number): Node | undefined {
  let from = 0;
  const source = parts[0].inputs[0];
  for (const part of parts) {
    if (part.op !== 'Slice' || part.inputs[0] !== source) return undefined;
    const { begin, strides } = part.attributes;
    if (strides.some((stride) => stride !== 1)) return undefined;
    if (begin.some((at, i) => at !== (i === axis ? from : 0))) return undefined;
    from += part.shape[axis];
  }
  return source;
}

function reduction(
  node: Node<'ReduceSum' | 'ReduceMax' | 'ReduceMin' | 'ReduceProd'>,
  build: GraphBuilder,
): Node {
  const [x] = node.inputs;
  const { axes } = node.attributes;
  if (axes.every((axis) => x.shape[axis] === 1)) return build.reshape(x, node.shape);
  if (x.op === node.op && x.op !== 'ReduceProd') {
    // The inner axes are counted in the innermost shape.
    const inner = x.attributes;
    const kept = x.inputs[0].shape.map((_, axis) => axis).filter((axis) => !inner.axes.includes(axis));
    const all = [...inner.axes, ...axes.map((axis) => kept[axis])].sort((a, b) => a - b);
    return build.reduce(node.op, x.inputs[0], all);
  }
  return node;
}

/** Operands broadcast by themselves, so one need not be stretched while the others give the shape. */
function elementwise(node: Node, build: GraphBuilder): Node {
  if (isUnary(node.op)) {
    const [x] = node.inputs;
    if (x.op !== 'BroadcastTo') return node;
    const [source] = x.inputs;
    const applied = build.node(node.op, [source], node.attributes, source.shape, node.dtype);
    return build.broadcastTo(applied, node.shape);
  }
  let inputs = [...node.inputs];
  for (let i = 0; i < inputs.length; i++) {
    const unstretched = withoutStretch(inputs[i], build);
    if (unstretched === inputs[i]) continue;
    const candidate = inputs.map((input, j) => (i === j ? unstretched : input));
    if (sameShape(broadcastShapes(...candidate.map((input) => input.shape)), node.shape)) inputs = candidate;
  }
  if (inputs.every((input, i) => input === node.inputs[i])) {
    return stretchedResult(node, build) ?? reshapedResult(node, build) ?? node;
  }
  return build.copy(node, inputs);
}

function withoutStretch(x: Node, build: GraphBuilder): Node {
  if (x.op === 'BroadcastTo') return x.inputs[0];
  if (x.op === 'Fill' && x.shape.length > 0) return build.fill(x.attributes.value, [], x.dtype);
  return x;
}

/** Where every operand is stretched alike, or is one value: compute small, stretch the result. */
function stretchedResult(node: Node, build: GraphBuilder): Node | undefined {
  if (!node.inputs.some((input) => input.op === 'BroadcastTo')) return undefined;
  const sources = node.inputs.map((input) => withoutStretch(input, build));
  if (sources.some((source, i) => source === node.inputs[i] && sizeOf(source.shape) > 1)) return undefined;
  const shape = broadcastShapes(...sources.map((source) => source.shape));
  if (sizeOf(shape) >= sizeOf(node.shape)) return undefined;
  const small = build.node(node.op, sources, node.attributes, shape, node.dtype);
  return build.broadcastTo(small, node.shape);
}

/** Where every operand is reshaped alike, or is one value: compute before reshaping. */
function reshapedResult(node: Node, build: GraphBuilder): Node | undefined {
  const reshaped = node.inputs.find((input) => input.op === 'Reshape');
  if (reshaped === undefined) return undefined;
  const { shape } = reshaped.inputs[0];
  // A row and a column may be reshaped from the same shape: their product is larger.
  if (sizeOf(shape) !== sizeOf(node.shape)) return undefined;
  const sources = node.inputs.map((input) => {
    if (input.op === 'Reshape' && sameShape(input.inputs[0].shape, shape)) return input.inputs[0];
    return input.shape.length === 0 ? input : undefined;
  });
  if (!sources.every((source) => source !== undefined)) return undefined;
  return build.reshape(build.node(node.op, sources, node.attributes, shape, node.dtype), node.shape);
}
