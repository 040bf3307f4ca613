import { topologicalOrder, type Node } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';
import { isMatrix } from './axisClasses.ts';

/** From this many products on, transposing a matrix once costs less than doing so in each. */
const fewestProducts = 3;

/** A matrix that several products transpose on their left is transposed once, for all of them. */
export const transposeOnce: Pass = (graph, build) => {
  const readers = new Map<Node, number>();
  const left = (node: Node) =>
    node.op === 'MatMul' && isMatrix(node) && node.attributes.transposeA ? node.inputs[0] : undefined;
  for (const node of topologicalOrder(graph)) {
    const matrix = left(node);
    if (matrix !== undefined) readers.set(matrix, (readers.get(matrix) ?? 0) + 1);
  }
  return rewriting((node, builder, original) => {
    const matrix = left(original);
    if (node.op !== 'MatMul' || matrix === undefined || (readers.get(matrix) ?? 0) < fewestProducts)
      return node;
    const [a, b] = node.inputs;
    return builder.matMul(builder.transpose(a, [1, 0]), b, { transposeB: node.attributes.transposeB });
  })(graph, build);
};
