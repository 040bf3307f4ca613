import type { GraphBuilder } from './builder.ts';
import { topologicalOrder, type Graph, type Node } from './graph.ts';
import { NodeMap } from './nodeMap.ts';

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

/** A rule that decides by the node alone, as its inputs now are. */
export type LocalRule = (node: Node, build: GraphBuilder) => Node;

/** The pass that applies a rule to every node that the outputs need. */
export function rewriting(rule: Rule): Pass {
  return (graph, build) => {
    /** Made where something is replaced: most passes over a graph that is nearly done change nothing. */
    let replacement: NodeMap<Node> | undefined;
    const lookup = (node: Node) => replacement?.get(node) ?? node;
    for (const node of topologicalOrder(graph)) {
      const now = replacement === undefined ? node : copied(node, build, replacement);
      const result = rule(now, build, node, lookup);
      if (result !== node) (replacement ??= new NodeMap()).set(node, result);
    }
    return replacement === undefined ? graph : { inputs: graph.inputs, outputs: graph.outputs.map(lookup) };
  };
}

/**
 * The pass that applies a local rule to every node that the outputs need. What became of a node is remembered with its
 * builder: running the pass again costs no more than the nodes that are new since.
 */
export function rewritingEach(rule: LocalRule): Pass {
  const known = new WeakMap<GraphBuilder, NodeMap<Node>>();
  return (graph, build) => {
    const results = known.get(build) ?? new NodeMap<Node>();
    known.set(build, results);
    const pass = rewriting((node) => {
      let result = results.get(node);
      if (result === undefined) results.set(node, (result = rule(node, build)));
      return result;
    });
    return pass(graph, build);
  };
}

function copied(node: Node, build: GraphBuilder, replacement: NodeMap<Node>): Node {
  const { inputs } = node;
  for (let i = 0; i < inputs.length; i++) {
    const first = replacement.get(inputs[i]);
    if (first === undefined) continue;
    const now = inputs.slice();
    now[i] = first;
    for (i++; i < now.length; i++) now[i] = replacement.get(now[i]) ?? now[i];
    return build.copy(node, now);
  }
  return node;
}

/** Rounds that no graph needs: those of 150 random operations settle in 10. */
const tooManyRounds = 100;

/**
 * Runs passes in turn until none changes anything. They must agree about what is simpler: throws where a graph comes
 * back, or does not settle.
 */
export function untilStable(passes: Readonly<Record<string, Pass>>): Pass {
  return (graph, build) => {
    const history = [graph];
    /** The graph that each pass last left as it was: it need not see it again. */
    const settled = new Map<Pass, Graph>();
    for (;;) {
      const before = history[history.length - 1];
      let current = before;
      const changing: string[] = [];
      for (const [name, pass] of Object.entries(passes)) {
        if (settled.get(pass) === current) continue;
        const next = pass(current, build);
        if (sameOutputs(next, current)) settled.set(pass, current);
        else {
          changing.push(name);
          current = next;
        }
      }
      if (sameOutputs(current, before)) return current;
      if (history.length === tooManyRounds || history.some((earlier) => sameOutputs(current, earlier))) {
        throw new Error(
          `jit: internal error: passes must settle, but after ${history.length} rounds ${changing.join(', ')} still undo ` +
            'each other; please report the function',
        );
      }
      history.push(current);
    }
  };
}

const sameOutputs = (a: Graph, b: Graph) => a.outputs.every((output, i) => output === b.outputs[i]);
