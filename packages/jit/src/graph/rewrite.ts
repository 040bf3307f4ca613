import type { GraphBuilder } from './builder.ts';
import { topologicalOrder, type Graph, type Node } from './graph.ts';

/** A pass: an equivalent graph, made of nodes from the same builder. */
export type Pass = (graph: Graph, build: GraphBuilder) => Graph;

/**
 * What to put in a node's place; called inputs first, on a node whose inputs are already rewritten. `original` is the
 * node as it was, and `replaced` gives what now stands for a node of the graph as it was.
 */
export type Rule = (
  node: Node,
  build: GraphBuilder,
  original: Node,
  replaced: (original: Node) => Node,
) => Node;

/** The pass that applies a rule to every node that the outputs need. */
export function rewriting(rule: Rule): Pass {
  return (graph, build) => {
    const replacement = new Map<Node, Node>();
    const lookup = (node: Node) => replacement.get(node) ?? node;
    for (const node of topologicalOrder(graph)) {
      const result = rule(build.copy(node, node.inputs.map(lookup)), build, node, lookup);
      if (result !== node) replacement.set(node, result);
    }
    return replacement.size === 0 ? graph : { inputs: graph.inputs, outputs: graph.outputs.map(lookup) };
  };
}

/** Runs passes in turn until none changes anything, at most `rounds` times. */
export function untilStable(passes: readonly Pass[], rounds = 8): Pass {
  return (graph, build) => {
    let current = graph;
    for (let round = 0; round < rounds; round++) {
      const before = current;
      for (const pass of passes) current = pass(current, build);
      if (current.outputs.every((output, i) => output === before.outputs[i])) break;
    }
    return current;
  };
}
