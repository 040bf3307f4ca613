import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactly, greatestDifference } from '../../test/exactly.ts';
import { runGraph } from '../../test/runGraph.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { topologicalOrder, type Graph, type Node } from '../graph/graph.ts';
import { orientMatrices } from './orientation/orientMatrices.ts';
import { turn } from './orientation/turn.ts';
import { contractSums } from './scalings/contractSums.ts';
import { fuseGemm } from './products/fuseGemm.ts';
import { mergeProducts } from './products/mergeProducts.ts';
import { scaleSums } from './scalings/scaleSums.ts';
import { scaleWeights } from './scalings/scaleWeights.ts';
import { straightenVectors } from './orientation/straightenVectors.ts';
import { sumRows } from './sums/sumRows.ts';

const lengths = fc.record({
  samples: fc.integer({ min: 1, max: 7 }),
  inner: fc.constantFrom(1, 2, 5, 40, 100),
  outer: fc.constantFrom(1, 2, 5, 40, 100),
  steps: fc.integer({ min: 1, max: 8 }),
  transposed: fc.boolean(),
});
type Lengths = typeof lengths extends fc.Arbitrary<infer T> ? T : never;

/**
 * What a rollout through a scaled layer and its gradients make: at each step x·(w∘r), and at the end the sums over all
 * steps of the gradients of w, of r and of a bias.
 */
function rollout({ samples, inner, outer, steps, transposed }: Lengths): {
  graph: Graph;
  build: GraphBuilder;
} {
  const build = new GraphBuilder();
  const shapes = [
    [samples, inner],
    transposed ? [outer, inner] : [inner, outer],
    [outer],
    [inner],
    [outer, inner],
  ];
  const inputs = shapes.map((shape, i) => build.input(i, shape, 'float32'));
  const [first, w, r, bias, back] = inputs as Node[];
  const gradients: { w: Node; r: Node; bias: Node }[] = [];
  let x = first;
  for (let step = 0; step < steps; step++) {
    const layer = build.matMul(x, w, { transposeB: transposed });
    const slope = build.unary('Tanh', layer);
    const y = build.mul(slope, r);
    const gradient = transposed
      ? build.matMul(y, x, { transposeA: true })
      : build.matMul(x, y, { transposeA: true });
    gradients.push({ w: gradient, r: build.mul(layer, slope), bias: build.mul(x, x) });
    x = build.add(build.matMul(build.mul(build.mul(layer, slope), r), back), bias);
  }
  const total = (name: 'w' | 'r' | 'bias') =>
    gradients.map((all) => all[name]).reduce((a, b) => build.add(a, b));
  const rows = (matrix: Node) => build.reduce('ReduceSum', matrix, [0]);
  return { graph: { inputs, outputs: [x, total('w'), rows(total('r')), rows(total('bias'))] }, build };
}

const passes = {
  scaleSums,
  contractSums,
  scaleWeights,
  mergeProducts,
  orientMatrices,
  straightenVectors,
  fuseGemm,
  sumRows,
};

/** Eight random samples may have missed the way in which most is lost. */
const spread = 8;

/**
 * Both graphs are as near to float64 as rounding allows. The graphs are not compared with each other: where a rollout
 * amplifies rounding (8 steps by 5 to 40 to 5 features: to 1e-5 of the result), the two are as far apart as each is from
 * the exact values.
 */
async function expectSameValues(graph: Graph, changed: Graph): Promise<void> {
  const inputs = graph.inputs.map(({ shape }, i) => tf.randomUniform([...shape], -1, 1, 'float32', i + 1));
  const exact = exactly(
    graph,
    inputs.map((input) => input.dataSync()),
  );
  const results = [await runGraph(graph, inputs), await runGraph(changed, inputs)];
  inputs.forEach((input) => input.dispose());
  for (const outputs of results) {
    outputs.forEach(({ shape, data }, i) => {
      expect(shape).toEqual(graph.outputs[i].shape);
      const { values, moves } = exact[i];
      const apart = greatestDifference(data, values);
      expect(apart).toBeLessThanOrEqual(spread * moves);
    });
  }
}

test('rollouts and their gradients have the same values after each of the passes', async () => {
  const changes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(lengths, async (drawn) => {
      const { graph, build } = rollout(drawn);
      const result = Object.entries(passes).reduce((sofar, [name, pass]) => {
        const next = pass(sofar, build);
        if (next !== sofar) changes.add(name);
        return next;
      }, graph);
      await expectSameValues(graph, result);
    }),
    { numRuns: 60 },
  );
  expect([...changes].sort()).toEqual(Object.keys(passes).sort());
});

test('graphs have the same values whatever matrices are kept as their transposes', async () => {
  await fc.assert(
    fc.asyncProperty(lengths, fc.infiniteStream(fc.boolean()), async (drawn, coins) => {
      const { graph, build } = rollout(drawn);
      const chosen = new Set(topologicalOrder(graph).filter(() => coins.next().value === true));
      await expectSameValues(
        graph,
        turn(graph, (matrix) => chosen.has(matrix), build),
      );
    }),
    { numRuns: 60 },
  );
});
