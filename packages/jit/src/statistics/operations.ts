import { isBroadcasting, isReduction, isUnary } from '../graph/elementwise.ts';
import { sizeOf, topologicalOrder, type Graph, type Node } from '../graph/graph.ts';

/**
 * Floating-point operations of one run: two for each multiplication and addition of a matrix product, one for each
 * element of an elementwise result or reduced operand. An exponential counts as one.
 */
export function floatingPointOperations(graph: Graph): number {
  return topologicalOrder(graph).reduce((total, node) => total + operationsOf(node), 0);
}

function operationsOf(node: Node): number {
  if (node.dtype !== 'float32') return 0;
  switch (node.op) {
    case 'MatMul':
    case 'Gemm': {
      const [a] = node.inputs;
      const summed = a.shape[a.shape.length - (node.attributes.transposeA ? 2 : 1)];
      const added = node.op === 'Gemm' && node.inputs.length > 2 ? sizeOf(node.shape) : 0;
      return 2 * sizeOf(node.shape) * summed + added;
    }
    case 'CumulativeSum':
      return sizeOf(node.shape);
    default:
      if (isReduction(node.op)) return sizeOf(node.inputs[0].shape);
      return isUnary(node.op) || isBroadcasting(node.op) ? sizeOf(node.shape) : 0;
  }
}
