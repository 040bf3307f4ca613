import { sizeOf, topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import { isMatrix } from './axisClasses.ts';

/**
 * Nanoseconds, measured with onnxruntime-node on one core, of what a product of matrices does beside multiplying: for
 * each call it rearranges its right operand, and its left one too where that is transposed. Small batches pay more for
 * this than for the product itself.
 */
const perElement = { right: 0.13, rightTransposed: 0.1, leftTransposed: 0.18, transposition: 0.2 };

/** Larger left operands are not in the cache when they are transposed, and read against the order of memory. */
const cachedElements = 1 << 15;
const perUncachedElement = 0.9;

const perTransposition = 500;
const perPiece = 1;

/** What the layout of a graph's matrices costs, in nanoseconds; what all layouts have in common is left out. */
export function layoutCost(graph: Graph): number {
  return topologicalOrder(graph).reduce((sum, node) => sum + costOf(node), 0);
}

function costOf(node: Node): number {
  switch (node.op) {
    case 'MatMul':
      return node.inputs.every(isMatrix) ? productCost(node) : 0;
    case 'Transpose':
      return perTransposition + perElement.transposition * sizeOf(node.shape);
    case 'Concat':
      return isMatrix(node) && node.attributes.axis === 1 ? perPiece * node.shape[0] * node.inputs.length : 0;
    default:
      return 0;
  }
}

/** Products with vectors rearrange nothing. */
function productCost({ inputs: [a, b], attributes: { transposeA, transposeB } }: Node<'MatMul'>): number {
  if (a.shape.includes(1) || b.shape.includes(1)) return 0;
  const perLeft = sizeOf(a.shape) > cachedElements ? perUncachedElement : perElement.leftTransposed;
  const left = transposeA ? perLeft * sizeOf(a.shape) : 0;
  return left + (transposeB ? perElement.rightTransposed : perElement.right) * sizeOf(b.shape);
}
