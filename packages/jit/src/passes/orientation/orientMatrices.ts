import { sizeOf, topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import type { Pass } from '../../graph/rewrite.ts';
import { axisClasses, isMatrix } from './axisClasses.ts';
import { layoutCost } from './productCost.ts';
import { transposeOnce } from './transposeOnce.ts';
import { turn } from './turn.ts';

/** So many classes of axes are tried, those with the most products first. */
const tries = 2;

/** Turning pays where a weight is used so many times. */
const fewestProducts = 4;

/**
 * Keeps matrices of samples by features as features by samples where that costs less. ONNX Runtime rearranges the right
 * operand of a product at each call: x·w rearranges the weight, wᵀ·xᵀ the samples, which are fewer in a small batch. And
 * the gradient xᵀ·y of a weight, slow as it is, becomes a product without a transposition on its left.
 */
export const orientMatrices: Pass = (graph, build) => {
  const layouts = [graph, ...candidates(graph).map((isTurned) => turn(graph, isTurned, build))];
  return layouts
    .map((layout) => transposeOnce(layout, build))
    .reduce((best, layout) => (layoutCost(layout) < layoutCost(best) ? layout : best));
};

/** For each class of axes with many products by few weights, what picks the matrices whose rows it counts. */
function candidates(graph: Graph): ((matrix: Node) => boolean)[] {
  const classOf = axisClasses(graph);
  const weights = new Map<number, Node[]>();
  for (const node of topologicalOrder(graph)) {
    if (node.op !== 'MatMul' || !isMatrix(node) || sizeOf(node.shape) === 1) continue;
    const rows = classOf(node, 0);
    const used = weights.get(rows);
    if (used === undefined) weights.set(rows, [node.inputs[1]]);
    else used.push(node.inputs[1]);
  }
  return [...weights]
    .filter(([, used]) => used.length >= fewestProducts * new Set(used).size)
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, tries)
    .map(
      ([rows]) =>
        (matrix) =>
          classOf(matrix, 0) === rows && classOf(matrix, 1) !== rows,
    );
}
