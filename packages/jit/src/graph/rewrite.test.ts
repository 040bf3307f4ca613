import { expect, test } from 'vitest';
import { GraphBuilder } from './builder.ts';
import type { Graph, Node } from './graph.ts';
import { rewritingEach, untilStable, type Pass } from './rewrite.ts';

/** x, and three nodes on it that passes may turn into each other. */
function example() {
  const build = new GraphBuilder();
  const x = build.input(0, [2], 'float32');
  const nodes = { neg: build.unary('Neg', x), abs: build.unary('Abs', x), exp: build.unary('Exp', x) };
  const graphOf = (output: Node): Graph => ({ inputs: [x], outputs: [output] });
  return { build, nodes, graphOf };
}

test('a rule runs once for each node, however often its pass does', () => {
  const { build, nodes, graphOf } = example();
  const seen: Node[] = [];
  const pass = rewritingEach((node) => {
    seen.push(node);
    return node.op === 'Neg' ? nodes.abs : node;
  });
  const result = pass(graphOf(nodes.neg), build);
  expect(result.outputs[0]).toBe(nodes.abs);
  pass(graphOf(nodes.neg), build);
  expect(seen.map(({ op }) => op)).toEqual(['Input', 'Neg']);
});

test('what became of a node in one graph says nothing about another', () => {
  const [first, second] = [example(), example()];
  const pass = rewritingEach((node, build) =>
    node.op === 'Neg' ? build.unary('Exp', node.inputs[0]) : node,
  );
  expect(pass(first.graphOf(first.nodes.neg), first.build).outputs[0]).toBe(first.nodes.exp);
  expect(pass(second.graphOf(second.nodes.neg), second.build).outputs[0]).toBe(second.nodes.exp);
});

test('rounds that repeat end where all of them would have', () => {
  const { build, nodes, graphOf } = example();
  const cycle = [nodes.neg, nodes.abs, nodes.exp];
  const runs = { count: 0 };
  const turn: Pass = (graph) => {
    runs.count++;
    return graphOf(cycle[(cycle.indexOf(graph.outputs[0]) + 1) % 3]);
  };
  for (const rounds of [1, 2, 3, 4, 8, 100]) {
    runs.count = 0;
    const { outputs } = untilStable([turn], rounds)(graphOf(nodes.neg), build);
    expect(outputs[0]).toBe(cycle[rounds % 3]);
    expect(runs.count).toBeLessThanOrEqual(3);
  }
});
