import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../graph/builder.ts';
import { topologicalOrder, type Graph, type Node } from '../../graph/graph.ts';
import { layoutCost } from './productCost.ts';
import { orientMatrices } from './orientMatrices.ts';

/** A deep tanh network on a batch of samples, as the graph of its last layer. */
function network(samples: number, features: number, layers: number): { graph: Graph; build: GraphBuilder } {
  const build = new GraphBuilder();
  const inputs = [
    [samples, features],
    [features, features],
  ].map((shape, i) => build.input(i, shape, 'float32'));
  let [x] = inputs as Node[];
  for (let layer = 0; layer < layers; layer++) x = build.unary('Tanh', build.matMul(x, inputs[1]));
  return { graph: { inputs, outputs: [x] }, build };
}

const shapesOf = (graph: Graph, op: string) =>
  topologicalOrder(graph)
    .filter((node) => node.op === op)
    .map(({ shape }) => shape);

describe('orientMatrices', () => {
  test('keeps a small batch as features by samples, with two transpositions and one of the weight', () => {
    const { graph, build } = network(8, 64, 20);
    const result = orientMatrices(graph, build);
    expect(shapesOf(result, 'Tanh')).toEqual(new Array(20).fill([64, 8]));
    expect(shapesOf(result, 'Transpose')).toEqual([
      [64, 8],
      [64, 64],
      [8, 64],
    ]);
    expect(layoutCost(result)).toBeLessThan(layoutCost(graph));
  });

  test('leaves a large batch, whose transposition costs more', () => {
    const { graph, build } = network(4096, 16, 20);
    expect(orientMatrices(graph, build)).toBe(graph);
  });

  test('leaves a few products', () => {
    const { graph, build } = network(8, 64, 3);
    expect(orientMatrices(graph, build)).toBe(graph);
  });
});
