import { topologicalOrder, type Node } from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';

/**
 * a · sigmoid(-x) becomes a / (1 + e^x), which is there already where something needs sigmoid(x): gradients of
 * activations multiply with both. Where softplus(x) needs sigmoid(-x) in any case, a product is cheaper. As a product it
 * is easier to simplify, too: this comes last.
 */
export const fallingQuotients: Pass = (graph, build) => {
  const inSoftplus = new Set<Node>();
  for (const { op, inputs } of topologicalOrder(graph)) if (op === 'Softplus') inSoftplus.add(inputs[0]);
  return rewriting((node, builder, original) => {
    if (original.op !== 'Mul') return node;
    const at = original.inputs.findIndex(({ op }) => op === 'FallingSigmoid');
    if (at < 0 || inSoftplus.has(original.inputs[at].inputs[0])) return node;
    return builder.binary('Div', node.inputs[1 - at], builder.unary('OnePlusExp', node.inputs[at].inputs[0]));
  })(graph, build);
};
