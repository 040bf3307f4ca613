import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { runGraph } from '../../../test/runGraph.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { executionOrder } from '../../graph/executionOrder.ts';
import { topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import { peakMemory } from '../../statistics/peakMemory.ts';
import { accumulateEarly } from './accumulateEarly.ts';

const samples = 8;
const width = 4;
const nodesOfStep = 9;

/** The gradients of two weights through x <- tanh(x·w)·v, step by step as a tape gives them. */
function gradientsOfRollout(steps: number): { graph: Graph; build: GraphBuilder } {
  const build = new GraphBuilder();
  const [first, w, v] = [[samples, width], [width, width], [width, width]].map((shape, i) => build.input(i, shape, 'float32')); // oxfmt-ignore
  const states: { x: Node; s: Node }[] = [];
  let x: Node = first;
  for (let step = 0; step < steps; step++) {
    const s = build.unary('Tanh', build.matMul(x, w));
    states.push({ x, s });
    x = build.matMul(s, v);
  }
  let dx = x;
  const sums: { dw?: Node; dv?: Node } = {};
  const sum = (sofar: Node | undefined, part: Node) => (sofar === undefined ? part : build.add(sofar, part));
  for (const { x: before, s } of states.reverse()) {
    sums.dv = sum(sums.dv, build.matMul(s, dx, { transposeA: true }));
    const ds = build.matMul(dx, v, { transposeB: true });
    const dz = build.mul(ds, build.binary('Sub', build.fill(1, []), build.mul(s, s)));
    sums.dw = sum(sums.dw, build.matMul(before, dz, { transposeA: true }));
    dx = build.matMul(dz, w, { transposeB: true });
  }
  return {
    graph: { inputs: [first, w, v] as Graph['inputs'], outputs: [sums.dw, sums.dv] as Node[] },
    build,
  };
}

const pass = accumulateEarly({ fewestNodes: 1, stretch: nodesOfStep });
const drawn = (shape: [number, number], seed: number) => tf.randomUniform(shape, -2, 2, 'float32', seed);
const inputs = () => [drawn([samples, width], 1), drawn([width, width], 2), drawn([width, width], 3)];

/** How many additions of the second gradient are made before the first gradient is complete. */
function additionsBetween({ outputs }: Graph, order: readonly Node[]): number {
  const isSecond = new Set<Node>();
  for (let sum = outputs[1]; sum.op === 'Add'; sum = sum.inputs[0]) isSecond.add(sum);
  return order.slice(0, order.indexOf(outputs[0])).filter((node) => isSecond.has(node)).length;
}

describe('accumulateEarly', () => {
  test('adds up every gradient on the way back, in no more memory', () => {
    const { graph, build } = gradientsOfRollout(40);
    const early = pass(graph, build);
    expect(additionsBetween(graph, executionOrder(graph))).toBe(0);
    expect(additionsBetween(early, executionOrder(early))).toBeGreaterThan(30);
    expect(peakMemory(early)).toBeLessThanOrEqual(peakMemory(graph));
  });

  test('changes no bit of a result', async () => {
    const { graph, build } = gradientsOfRollout(12);
    const early = pass(graph, build);
    expect(topologicalOrder(early).some(({ op }) => op === 'After')).toBe(true);
    const [before, after] = [await runGraph(graph, inputs()), await runGraph(early, inputs())];
    expect(Math.abs(before[0].data[0])).toBeGreaterThan(0);
    expect(after).toEqual(before);
  });

  test('leaves small graphs, and those whose sums are not late', () => {
    const { graph, build } = gradientsOfRollout(12);
    expect(accumulateEarly({ fewestNodes: 1000, stretch: nodesOfStep })(graph, build)).toBe(graph);
    const alone = { inputs: graph.inputs, outputs: [graph.outputs[0]] };
    expect(pass(alone, build)).toBe(alone);
    const nothing = { inputs: graph.inputs, outputs: [] };
    expect(pass(nothing, build)).toBe(nothing);
  });

  test('settles: what it made is not changed again', () => {
    const { graph, build } = gradientsOfRollout(12);
    const early = pass(graph, build);
    expect(pass(early, build)).toBe(early);
  });
});
