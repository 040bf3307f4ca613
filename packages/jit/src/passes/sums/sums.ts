import { sameShape, topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import type { IsPrivate } from '../products/factors.ts';

/** An addition that broadcasts nothing. */
export const isSum = (node: Node) =>
  node.op === 'Add' && node.inputs.every(({ shape }) => sameShape(shape, node.shape));

/** Sums that are only a term of another sum. */
export function innerSums(graph: Graph, isPrivate: IsPrivate): Set<Node> {
  const inner = new Set<Node>();
  for (const node of topologicalOrder(graph)) {
    if (!isSum(node)) continue;
    for (const input of node.inputs) if (isSum(input) && isPrivate(input)) inner.add(input);
  }
  return inner;
}

/** Everything that a sum adds up, the sums among its terms that nothing else reads taken apart; oldest first. */
export function termsOf(sum: Node, isPrivate: IsPrivate): Node[] {
  const terms: Node[] = [];
  const pending = [sum];
  for (let term = pending.pop(); term !== undefined; term = pending.pop()) {
    if (isSum(term) && (term === sum || isPrivate(term))) pending.push(...term.inputs);
    else terms.push(term);
  }
  return terms.sort((a, b) => a.id - b.id);
}
