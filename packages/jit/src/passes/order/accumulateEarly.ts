import type { GraphBuilder } from '../../graph/builder.ts';
import { executionOrder } from '../../graph/executionOrder.ts';
import {
  countUses,
  isPermanent,
  sameShape,
  topologicalOrder,
  type Graph,
  type Node,
} from '../../graph/graph.ts';
import { rewriting, type Pass } from '../../graph/rewrite.ts';

interface AccumulateEarlyOptions {
  /** Graphs of fewer nodes are left alone: what is gained there is less than what the added operators take. */
  readonly fewestNodes?: number;
  /** Nodes between one point where sums must be there and the next. */
  readonly stretch?: number;
}

/**
 * Gradients that are sums over the steps of a rollout are added up as their parts are made. The runtime goes depth first
 * from the outputs: it would go back through all steps for the first gradient, and hold what the others are made of until
 * it is their turn. That takes memory, and makes the runtime's plan of it take time that grows as the square of the steps.
 * Here the next stretch of the graph, in the order in which it was traced, begins after the sums of the one before.
 */
export function accumulateEarly({ fewestNodes = 8192, stretch = 200 }: AccumulateEarlyOptions = {}): Pass {
  return (graph, build) => {
    const work = topologicalOrder(graph).filter((node) => !isPermanent(node));
    if (work.length < fewestNodes) return graph;
    const awaited = awaitedSums(graph, work, stretch);
    const pass = rewriting((node, builder, original, replaced) => {
      const sums = awaited.get(original);
      return sums === undefined ? node : holdBack(node, sums.map(replaced), builder);
    });
    return pass(graph, build);
  };
}

/** Sums that the runtime would add later than it must, by the node that is to wait for them. */
function awaitedSums(graph: Graph, work: readonly Node[], stretch: number): Map<Node, readonly Node[]> {
  const uses = countUses(graph);
  const heights = heightsOf(graph);
  const turns = new Map(executionOrder(graph).map((node, turn) => [node, turn]));
  const turnOf = (node: Node) => turns.get(node) ?? 0;
  /** Frees a buffer, and takes none. */
  const isAccumulating = ({ op, inputs, shape }: Node) =>
    op === 'Add' &&
    inputs.every((input) => uses.get(input) === 1 && !isPermanent(input) && sameShape(input.shape, shape));
  const awaited = new Map<Node, readonly Node[]>();
  for (let from = stretch; from < work.length; from += stretch) {
    // What most of the work is still to follow from comes first in any order.
    const next = work
      .slice(from, from + stretch)
      .reduce((highest, node) => (heights[node.id] > heights[highest.id] ? node : highest));
    const late = work
      .slice(from - stretch, from)
      .filter((node) => isAccumulating(node) && turnOf(node) > turnOf(next));
    if (late.length > 0 && next.inputs.some((input) => !isPermanent(input))) awaited.set(next, late);
  }
  return awaited;
}

/** By id: how many nodes one after the other follow from a node. */
function heightsOf(graph: Graph): Uint32Array {
  const order = topologicalOrder(graph);
  const heights = new Uint32Array(order.length === 0 ? 0 : order[order.length - 1].id + 1);
  for (let at = order.length - 1; at >= 0; at--) {
    const above = heights[order[at].id] + 1;
    for (const { id } of order[at].inputs) heights[id] = Math.max(heights[id], above);
  }
  return heights;
}

/** The node, which takes its first computed input only once the sums are there. */
function holdBack(node: Node, sums: readonly Node[], build: GraphBuilder): Node {
  const first = node.inputs.findIndex((input) => !isPermanent(input));
  return build.copy(
    node,
    node.inputs.map((input, i) => (i === first ? build.after(input, sums) : input)),
  );
}
