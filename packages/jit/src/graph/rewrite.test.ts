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

/** Replaces the output by the one after it in a list, the last by itself or by the first. */
function turning(
  { nodes, graphOf }: ReturnType<typeof example>,
  isCycle: boolean,
): { turn: Pass; runs: () => number } {
  const order = [nodes.neg, nodes.abs, nodes.exp];
  let count = 0;
  const turn: Pass = (graph) => {
    count++;
    const at = order.indexOf(graph.outputs[0]);
    return graphOf(at < 2 ? order[at + 1] : order[isCycle ? 0 : 2]);
  };
  return { turn, runs: () => count };
}

test('passes run until one round changes nothing', () => {
  const made = example();
  const { turn, runs } = turning(made, false);
  const result = untilStable({ turn })(made.graphOf(made.nodes.neg), made.build);
  expect(result.outputs[0]).toBe(made.nodes.exp);
  expect(runs()).toBe(3);
});

test('passes that undo each other are an error that names them', () => {
  const made = example();
  const { turn, runs } = turning(made, true);
  const idle: Pass = (graph) => graph;
  expect(() => untilStable({ idle, turn })(made.graphOf(made.nodes.neg), made.build)).toThrow(
    'passes must settle, but after 3 rounds turn still undo each other',
  );
  expect(runs()).toBe(3);
});

test('passes that never settle are an error too', () => {
  const { build, nodes, graphOf } = example();
  const grow: Pass = (graph) => graphOf(build.unary('Neg', graph.outputs[0]));
  expect(() => untilStable({ grow })(graphOf(nodes.neg), build)).toThrow('after 100 rounds grow');
});
