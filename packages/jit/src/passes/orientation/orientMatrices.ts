import { sizeOf, topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import type { Pass } from '../../graph/rewrite.ts';
import { axisClasses, isMatrix } from './axisClasses.ts';
import { layoutCost } from './productCost.ts';
import { transposeOnce } from './transposeOnce.ts';
import { turn } from './turn.ts';

/** So many classes of axes are tried, those with the most products first. */
const tries = 2;

/** A class of axes with fewer products is not worth trying. */
const fewestProducts = 4;

/**
 * Keeps matrices of samples by features as features by samples where that costs less. ONNX Runtime rearranges the right
 * operand of a product at each call: x·w rearranges the weight, wᵀ·xᵀ the samples, which are fewer in a small batch. And
 * the gradient xᵀ·y of a weight, slow as it is, becomes a product without a transposition on its left.
 */
export const orientMatrices: Pass = (graph, build) => {
  let best = transposeOnce(graph, build);
  for (const isTurned of candidates(graph)) {
    const turned = transposeOnce(turn(best, isTurned, build), build);
    if (layoutCost(turned) < layoutCost(best)) best = turned;
  }
  return best;
};

/** For each class of axes with many products, what picks the matrices whose rows it counts. */
function candidates(graph: Graph): ((matrix: Node) => boolean)[] {
  const classOf = axisClasses(graph);
  const products = new Map<number, number>();
  for (const node of topologicalOrder(graph)) {
    if (node.op !== 'MatMul' || !isMatrix(node) || sizeOf(node.shape) === 1) continue;
    const rows = classOf(node, 0);
    products.set(rows, (products.get(rows) ?? 0) + 1);
  }
  return [...products]
    .filter(([, count]) => count >= fewestProducts)
    .sort(([, a], [, b]) => b - a)
    .slice(0, tries)
    .map(
      ([rows]) =>
        (matrix) =>
          classOf(matrix, 0) === rows && classOf(matrix, 1) !== rows,
    );
}
