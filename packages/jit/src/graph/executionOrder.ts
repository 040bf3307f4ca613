import type { Graph, Node } from './graph.ts';

/**
 * The order in which ONNX Runtime runs a model whose nodes are stored in reverse: depth first from the outputs, what
 * was made first before what was made later.
 */
export function executionOrder(graph: Graph): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack = [...graph.outputs].reverse().map((node) => ({ node, isDone: false }));
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, isDone } = entry;
    if (isDone) order.push(node);
    else if (!seen.has(node)) {
      seen.add(node);
      stack.push({ node, isDone: true });
      const inputs = node.inputs.filter((input) => !seen.has(input)).sort((a, b) => b.id - a.id);
      stack.push(...inputs.map((input) => ({ node: input, isDone: false })));
    }
  }
  return order;
}
