import type { GraphBuilder } from '../../graph/builder.ts';
import type { Node } from '../../graph/graph.ts';
import { rewritingEach } from '../../graph/rewrite.ts';

/**
 * Matrix products that sum over a single element are elementwise products, and zero rows and columns of an operand
 * are rows and columns of the result, or nothing at all.
 */
export const outerProducts = rewritingEach((node, build) => {
  if (node.op !== 'MatMul' || node.shape.length !== 2 || node.dtype !== 'float32') return node;
  return withoutZeros(node, build) ?? outer(node, build) ?? node;
});

function outer(node: Node<'MatMul'>, build: GraphBuilder): Node | undefined {
  const [a, b] = node.inputs;
  const { transposeA } = node.attributes;
  if (a.shape[transposeA ? 0 : 1] !== 1) return undefined;
  const [rows, columns] = node.shape;
  return build.mul(build.reshape(a, [rows, 1]), build.reshape(b, [1, columns]));
}

/** Where an operand is padded with zeros: along the summed axis the other is cut, along the other the result padded. */
function withoutZeros(node: Node<'MatMul'>, build: GraphBuilder): Node | undefined {
  const { transposeA, transposeB } = node.attributes;
  const summed = [transposeA ? 0 : 1, transposeB ? 1 : 0];
  for (const side of [0, 1]) {
    const padded = node.inputs[side];
    if (padded.op !== 'Pad' || padded.attributes.value !== 0) continue;
    const [x] = padded.inputs;
    const { before } = padded.attributes;
    const axes = [0, 1].filter((axis) => padded.shape[axis] !== x.shape[axis]);
    if (axes.length !== 1) continue;
    const [axis] = axes;
    const operands = [...node.inputs];
    operands[side] = x;
    if (axis === summed[side]) {
      const other = operands[1 - side];
      const size = other.shape.map((length, i) => (i === summed[1 - side] ? x.shape[axis] : length));
      const begin = other.shape.map((_, i) => (i === summed[1 - side] ? before[axis] : 0));
      operands[1 - side] = build.slice(other, begin, size);
      return build.matMul(operands[0], operands[1], node.attributes);
    }
    const product = build.matMul(operands[0], operands[1], node.attributes);
    const margin = (from: number) => [0, 1].map((i) => (i === side ? from : 0));
    return build.pad(
      product,
      margin(before[axis]),
      margin(padded.shape[axis] - x.shape[axis] - before[axis]),
    );
  }
  return undefined;
}
