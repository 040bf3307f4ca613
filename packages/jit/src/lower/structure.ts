import type { Node } from '../graph/graph.ts';
import type { OnnxModel } from '../onnx/model.ts';

/** Adds an operation that moves elements, picks them by index or combines them along axes; undefined for any other. */
export function lowerStructure(model: OnnxModel, node: Node, inputs: readonly string[]): string | undefined {
  const [x] = inputs;
  switch (node.op) {
    case 'Reshape':
      return model.add('Reshape', [x, model.integers(node.shape)]);
    case 'After':
      return after(model, node, inputs);
    case 'BroadcastTo':
      return model.add('Expand', [x, model.integers(node.shape)]);
    case 'Transpose':
      return model.add('Transpose', [x], { perm: node.attributes.permutation });
    case 'Slice':
      return slice(model, node, x);
    case 'Concat':
      return model.add('Concat', inputs, { axis: node.attributes.axis });
    case 'Pad':
      return pad(model, node, x);
    case 'Tile':
      return model.add('Tile', [x, model.integers(node.attributes.repeats)]);
    case 'ReduceSum':
      return model.add('ReduceSum', [x, model.integers(node.attributes.axes)], { keepdims: 0 });
    case 'ReduceMax':
    case 'ReduceMin':
      return extreme(model, node, x);
    case 'ReduceProd':
      return model.add(node.op, [x], { axes: node.attributes.axes, keepdims: 0 });
    case 'ArgMax':
    case 'ArgMin':
      return toInt32(model, model.add(node.op, [x], { axis: node.attributes.axis, keepdims: 0 }));
    case 'CumulativeSum': {
      const { axis, exclusive, reverse } = node.attributes;
      const at = model.constant(BigInt64Array.of(BigInt(axis)), [], 'int64');
      return model.add('CumSum', [x, at], { exclusive: Number(exclusive), reverse: Number(reverse) });
    }
    case 'Gather':
      return model.add('Gather', inputs, { axis: node.attributes.axis });
    case 'GatherNd':
      return model.add('GatherND', [x, toInt64(model, inputs[1])]);
    case 'ScatterNd': {
      const { reduction } = node.attributes;
      return model.add('ScatterND', [x, toInt64(model, inputs[1]), inputs[2]], { reduction });
    }
    case 'TopK':
      return topK(model, node, x);
    default:
      return undefined;
  }
}

/**
 * Reshaped to the shape that it has, which is put together from its lengths and from no lengths of each value that comes
 * before: the runtime cannot begin earlier, and copies nothing.
 */
function after(
  model: OnnxModel,
  { shape, dtype }: Node<'After'>,
  [x, ...earlier]: readonly string[],
): string {
  const noLengths = earlier.map((value) => model.add('Shape', [value], { end: 0 }));
  const lengths = model.add('Concat', [model.integers(shape), ...noLengths], { axis: 0 });
  return model.declare(model.add('Reshape', [x, lengths]), shape, dtype);
}

/** The greatest or the least; NaN among NaN, which the runtime's own operators skip: a sum does not. */
function extreme(
  model: OnnxModel,
  { op, attributes: { axes }, dtype }: Node<'ReduceMax' | 'ReduceMin'>,
  x: string,
): string {
  const found = model.add(op, [x], { axes, keepdims: 0 });
  if (dtype !== 'float32') return found;
  const bounded = model.add('Clip', [x, model.scalar(-1), model.scalar(1)]);
  const sum = model.add('ReduceSum', [bounded, model.integers(axes)], { keepdims: 0 });
  return model.add('Where', [model.add('IsNaN', [sum]), sum, found]);
}

const toInt32 = (model: OnnxModel, x: string) => model.add('Cast', [x], { to: 6 });
const toInt64 = (model: OnnxModel, x: string) => model.add('Cast', [x], { to: 7 });

/** Only the axes that are cut; a backward slice ends before the first element, which ONNX writes as -(length + 1). */
function slice(model: OnnxModel, { attributes, shape, inputs }: Node<'Slice'>, x: string): string {
  const { begin, strides } = attributes;
  const whole = inputs[0].shape;
  const axes = shape
    .map((_, axis) => axis)
    .filter((axis) => shape[axis] !== whole[axis] || strides[axis] !== 1);
  const ends = axes.map((axis) => {
    const end = begin[axis] + shape[axis] * strides[axis];
    return end < 0 ? -(whole[axis] + 1) : end;
  });
  return model.add('Slice', [
    x,
    model.integers(axes.map((axis) => begin[axis])),
    model.integers(ends),
    model.integers(axes),
    model.integers(axes.map((axis) => strides[axis])),
  ]);
}

function pad(model: OnnxModel, { attributes, shape, inputs, dtype }: Node<'Pad'>, x: string): string {
  const { before, value } = attributes;
  const after = shape.map((length, axis) => length - inputs[0].shape[axis] - before[axis]);
  const filler =
    dtype === 'float32'
      ? model.scalar(value)
      : model.constant(dtype === 'int32' ? Int32Array.of(value) : Uint8Array.of(value), [], dtype);
  return model.add('Pad', [x, model.integers([...before, ...after]), filler]);
}

function topK(model: OnnxModel, { attributes: { k, output } }: Node<'TopK'>, x: string): string {
  const name = model.freshName();
  const other = model.freshName();
  const outputs = output === 'values' ? [name, other] : [other, name];
  model.addMany('TopK', [x, model.integers([k])], { axis: -1 }, outputs);
  return output === 'values' ? name : toInt32(model, name);
}
