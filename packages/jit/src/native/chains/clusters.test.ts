import { describe, expect, test } from 'vitest';
import { compiledEngines } from '../../../test/compiledEngines.ts';
import { compare, example } from '../../../test/compare.ts';
import * as tf from '@tensorflow/tfjs-core';
import { GraphBuilder } from '../../graph/builder.ts';
import { executionOrder } from '../../graph/executionOrder.ts';
import type { Graph, Node } from '../../graph/graph.ts';
import { clustersOf } from './clusters.ts';

const shape = [8, 16];

/** Each cluster by its operations, those that are written to memory in brackets. */
function clustersIn(graph: Graph): string[] {
  return [...clustersOf(graph, executionOrder(graph)).values()]
    .map(({ nodes, kept }) => nodes.map((node) => (kept.has(node) ? `[${node.op}]` : node.op)).join(' '))
    .sort();
}

const graphOf = (make: (build: GraphBuilder, x: Node, y: Node) => readonly Node[]): Graph => {
  const build = new GraphBuilder();
  const [x, y] = [build.input(0, shape, 'float32'), build.input(1, shape, 'float32')];
  return { inputs: [x, y], outputs: make(build, x, y) };
};

test('a chain is one cluster, of which the last is kept', () => {
  const graph = graphOf((build, x, y) => [build.unary('Exp', build.mul(build.add(x, y), y))]);
  expect(clustersIn(graph)).toEqual(['Add Mul [Exp]']);
});

test('what something else reads later is kept along the way', () => {
  // The exponential goes into a reduction, and the sum is read after that.
  const graph = graphOf((build, x, y) => {
    const sum = build.add(x, y);
    const columns = build.node('ReduceSum', [build.unary('Exp', sum)], { axes: [0] }, [16], 'float32');
    return [build.mul(sum, columns)];
  });
  expect(clustersIn(graph)).toEqual(['[Add] [Exp]', '[Mul]']);
});

test('what something else reads before the last of a chain ends one of its own', () => {
  // The product needs the sum of columns, which needs the sum: it cannot wait until the product is made.
  const graph = graphOf((build, x, y) => {
    const sum = build.add(x, y);
    const columns = build.node('ReduceSum', [sum], { axes: [0] }, [16], 'float32');
    return [build.mul(sum, columns)];
  });
  expect(clustersIn(graph)).toEqual(['[Add]', '[Mul]']);
});

test('nor does what something reads before the last, where the first to read it is part of the chain', () => {
  const build = new GraphBuilder();
  const [x, y] = [build.input(0, shape, 'float32'), build.input(1, shape, 'float32')];
  const sum = build.add(x, y);
  const made = build.unary('Exp', sum);
  const columns = build.node('ReduceSum', [sum], { axes: [0] }, [16], 'float32');
  const last = build.mul(made, columns);
  const clusters = clustersOf({ inputs: [x, y], outputs: [last] }, [x, y, sum, made, columns, last]);
  expect([...clusters.values()].map(({ nodes }) => nodes)).toEqual([[made, last], [sum]]);
});

test('a result of the whole function may be one along the way', () => {
  const graph = graphOf((build, x, y) => {
    const sum = build.add(x, y);
    return [sum, build.unary('Exp', sum)];
  });
  expect(clustersIn(graph)).toEqual(['[Add] [Exp]']);
});

describe.each(compiledEngines)('on %s', (engine) => {
  test('values that are kept along the way are what later readers get', async () => {
    const steps = (x: tf.Tensor, y: tf.Tensor) => {
      const sum = tf.add(x, y);
      const bent = tf.leakyRelu(sum, 0.1);
      const turned = tf.transpose(tf.mul(bent, tf.sum(sum, 0)));
      return [sum, tf.matMul(turned, tf.mul(tf.step(sum, 0.1), y)), tf.reshape(tf.exp(bent), [-1])];
    };
    const { errors } = await compare((x, y) => steps(x, y), [example([96, 130]), example([96, 130], 2)], {
      engine,
    });
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });

  test('a chain of many operands, each result of which is kept, is done', async () => {
    const inputs = Array.from({ length: 26 }, (_, i) => example([40, 30], i + 1));
    const chain = (...all: tf.Tensor[]) => {
      const kept: tf.Tensor[] = [];
      let x = all[0];
      for (const y of all.slice(1)) kept.push((x = tf.where(tf.greater(y, 0), tf.mul(x, y), tf.add(x, y))));
      return kept;
    };
    const { errors } = await compare(chain, inputs, { engine });
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });
});
