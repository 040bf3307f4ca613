import { NodeMap } from './nodeMap.ts';
import type { Graph, Node } from './graph.ts';

const orders = new WeakMap<Graph, readonly Node[]>();

/**
 * The order in which ONNX Runtime runs a model whose nodes are stored in reverse: depth first from the outputs, what
 * was made first before what was made later. Worked out once for a graph.
 */
export function executionOrder(graph: Graph): readonly Node[] {
  const known = orders.get(graph);
  if (known !== undefined) return known;
  const order = depthFirst(graph);
  orders.set(graph, order);
  return order;
}

function depthFirst(graph: Graph): Node[] {
  const order: Node[] = [];
  const seen = new NodeMap<true>();
  /** Nodes to visit, and, as null below what they need, that one is done. */
  const stack: (Node | null)[] = [...graph.outputs].reverse();
  const open: Node[] = [];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === undefined) break;
    if (node === null) {
      const done = open.pop();
      if (done !== undefined) order.push(done);
      continue;
    }
    if (seen.get(node) !== undefined) continue;
    seen.set(node, true);
    open.push(node);
    stack.push(null);
    const inputs = node.inputs.filter((input) => seen.get(input) === undefined);
    // The last that is pushed is visited first.
    for (const input of inputs.sort((a, b) => b.id - a.id)) stack.push(input);
  }
  return order;
}
