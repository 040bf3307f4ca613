import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { example, relativeError } from '../../test/compare.ts';
import { draws, randomGraph } from '../../test/randomGraphs.ts';
import { runGraph } from '../../test/runGraph.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { topologicalOrder, type Node } from '../graph/graph.ts';
import { optimise, pipeline } from './optimise.ts';

const passes = pipeline({ exact: false });

describe('the passes on random graphs', () => {
  test('settle', () => {
    let operations = 0;
    fc.assert(
      fc.property(draws(60), (drawn) => {
        const build = new GraphBuilder();
        const { graph } = optimise(randomGraph(build, drawn), build, passes);
        operations += topologicalOrder(graph).length;
      }),
      { numRuns: 500 },
    );
    expect(operations).toBeGreaterThan(500 * 15);
  });

  test('leave the values as they are', async () => {
    await tf.setBackend('cpu');
    await fc.assert(
      fc.asyncProperty(draws(25), async (drawn) => {
        const build = new GraphBuilder();
        const graph = randomGraph(build, drawn);
        const inputs = graph.inputs.map(({ shape }, i) => example(shape, i + 1));
        const [expected, got] = [
          await runGraph(graph, inputs),
          await runGraph(optimise(graph, build, passes).graph, inputs),
        ];
        expect(got.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
        expected.forEach(({ data }, i) => expect(relativeError(data, got[i].data, 1)).toBeLessThan(1e-5));
      }),
      { numRuns: 200 },
    );
  });
});

test('the passes settle on a weight that 300 steps read, as of a long rollout', () => {
  const build = new GraphBuilder();
  const [x, s] = [build.input(0, [4], 'float32'), build.input(1, [4], 'float32')];
  let read: Node = x;
  let sum = build.mul(x, s);
  for (let step = 0; step < 300; step++) {
    read = build.unary('Sin', read);
    sum = build.add(sum, build.mul(read, s));
  }
  const { graph } = optimise({ inputs: [x, s], outputs: [sum] }, build, passes);
  // The sines, their sum, and one product.
  expect(topologicalOrder(graph).filter(({ op }) => op === 'Mul')).toHaveLength(1);
});
