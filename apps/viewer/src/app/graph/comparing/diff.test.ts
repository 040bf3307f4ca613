import { grad } from '@hgn/autodiff';
import { passGraphs, type GraphNode, type GraphSnapshot } from '@hgn/jit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { diffGraphs } from './diff.ts';

const node = (id: number, op: GraphNode['op'], inputs: number[], attributes = {}): GraphNode => ({
  id,
  op,
  inputs,
  shape: [2],
  dtype: 'float32',
  attributes,
});
const graph = (...nodes: GraphNode[]): GraphSnapshot => ({
  inputs: nodes.filter(({ op }) => op === 'Input').map(({ id }) => id),
  outputs: [nodes[nodes.length - 1].id],
  nodes,
});

const shaped = (...shape: number[]) => ({ dtype: 'float32', shape, data: new Float32Array() }) as const;

describe('the difference of two graphs', () => {
  test('tells what is kept, taken away, new, and the same of other inputs', () => {
    const before = graph(node(0, 'Input', []), node(1, 'Neg', [0]), node(2, 'Neg', [1]), node(3, 'Exp', [2]), node(4, 'Tanh', [3])); // oxfmt-ignore
    // Two negations cancel, and the tanh becomes a sine.
    const after = graph(node(0, 'Input', []), node(5, 'Exp', [0]), node(6, 'Sin', [5]));
    const diff = diffGraphs(before, after);
    expect(Object.fromEntries(diff.after)).toEqual({ 0: 'kept', 5: 'added', 6: 'added' });
    expect(diff.counts).toEqual({ kept: 1, rewired: 0, added: 2, removed: 4 });

    const moved = graph(
      node(0, 'Input', []),
      node(1, 'Neg', [0]),
      node(7, 'Cos', [0]),
      node(8, 'Add', [1, 7]),
    );
    const was = graph(
      node(0, 'Input', []),
      node(1, 'Neg', [0]),
      node(9, 'Sin', [0]),
      node(10, 'Add', [1, 9]),
    );
    const rewired = diffGraphs(was, moved);
    expect(rewired.after.get(8)).toBe('rewired');
    expect(rewired.was.get(8)).toBe(10);
    expect(rewired.before.get(9)).toBe('removed');
    expect(rewired.counts).toEqual({ kept: 2, rewired: 1, added: 1, removed: 1 });
  });

  test('of a graph with itself is nothing; other attributes are another operation', () => {
    const one = graph(node(0, 'Input', []), node(1, 'LeakyRelu', [0], { alpha: 0.1 }));
    expect(diffGraphs(one, one).counts).toEqual({ kept: 2, rewired: 0, added: 0, removed: 0 });
    const other = graph(node(0, 'Input', []), node(2, 'LeakyRelu', [0], { alpha: 0.2 }));
    expect(diffGraphs(one, other).counts).toEqual({ kept: 1, rewired: 0, added: 1, removed: 1 });
  });

  test('counts add up to both graphs after every pass over the gradient of a network', () => {
    const loss = (w: tf.Tensor, x: tf.Tensor) => tf.sum(tf.square(tf.tanh(tf.matMul(tf.softplus(tf.matMul(x, w)), w)))); // oxfmt-ignore
    const step = (w: tf.Tensor, x: tf.Tensor) =>
      tf.sub(w, tf.mul(0.1, grad((v: tf.Tensor) => loss(v, x))(w)));
    const { graphs } = passGraphs(step, [shaped(4, 4), shaped(3, 4)]);
    let changes = 0;
    graphs.slice(1).forEach((after, i) => {
      const before = graphs[i];
      const { counts, was } = diffGraphs(before, after);
      expect(counts.kept + counts.rewired + counts.added).toBe(after.nodes.length);
      expect(counts.kept + counts.rewired + counts.removed).toBe(before.nodes.length);
      expect(new Set(was.values()).size).toBe(was.size);
      changes += counts.added + counts.removed;
    });
    expect(changes).toBeGreaterThan(10);
  });
});
