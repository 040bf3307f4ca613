import type { GraphBuilder } from '../../graph/builder.ts';
import { countUses, sizeOf, topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';

/**
 * Where only slices of a matrix product are needed, the operand is cut instead: the cut is the same for every product
 * with the same weights, and each piece can then be added to something in the product itself.
 */
export const sliceProducts: Pass = (graph, build) => {
  const sliced = onlySliced(graph);
  return rewriting((node, builder, original) => {
    if (node.op !== 'Slice' || !sliced.has(original.inputs[0])) return node;
    const [product] = node.inputs;
    return product.op === 'MatMul' ? sliceOperand(node, product, builder) : node;
  })(graph, build);
};

/** Products of two matrices that are read by slices alone, which together are no larger. */
function onlySliced(graph: Graph): Set<Node> {
  const uses = countUses(graph);
  const slices = new Map<Node, { count: number; size: number }>();
  for (const node of topologicalOrder(graph)) {
    if (node.op !== 'Slice' || node.attributes.strides.some((stride) => stride !== 1)) continue;
    const sofar = slices.get(node.inputs[0]) ?? { count: 0, size: 0 };
    slices.set(node.inputs[0], { count: sofar.count + 1, size: sofar.size + sizeOf(node.shape) });
  }
  const isCheap = (node: Node) =>
    node.op === 'MatMul' && node.shape.length === 2 && node.inputs.some(isWeight);
  return new Set(
    [...slices]
      .filter(
        ([node, { count, size }]) => isCheap(node) && uses.get(node) === count && size <= sizeOf(node.shape),
      )
      .map(([node]) => node),
  );
}

/** An argument of the function, or a part of one. */
function isWeight(node: Node): boolean {
  if (node.op === 'Slice' || node.op === 'Reshape' || node.op === 'Transpose')
    return isWeight(node.inputs[0]);
  return node.op === 'Input' || node.op === 'Constant';
}

function sliceOperand(node: Node<'Slice'>, product: Node<'MatMul'>, build: GraphBuilder): Node {
  const { transposeA, transposeB } = product.attributes;
  const outerAxes = [transposeA ? 1 : 0, transposeB ? 0 : 1];
  const operands = product.inputs.map((operand, side) => {
    if (node.shape[side] === product.shape[side]) return operand;
    if (!isWeight(operand)) return undefined;
    const at = outerAxes[side];
    const begin = operand.shape.map((_, axis) => (axis === at ? node.attributes.begin[side] : 0));
    return build.slice(operand, begin, operand.shape.map((length, axis) => (axis === at ? node.shape[side] : length))); // oxfmt-ignore
  });
  const [a, b] = operands;
  return a === undefined || b === undefined ? node : build.matMul(a, b, product.attributes);
}
