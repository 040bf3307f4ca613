import { grad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { jit } from './jit.ts';
import { passGraphs } from './passGraphs.ts';

const shaped = (...shape: number[]) => ({ dtype: 'float32', shape, data: new Float32Array() }) as const;

/** The gradient of a small network by its weights, with arguments and results in trees. */
const step = ({ w, v }: { w: tf.Tensor; v: tf.Tensor }, x: tf.Tensor) => {
  const energy = (weights: tf.Tensor) => tf.sum(tf.matMul(tf.softplus(tf.matMul(x, weights)), v));
  return { state: { w: tf.sub(w, tf.mul(grad(energy)(w), 0.1)), v } };
};

describe('passGraphs', () => {
  test('counts the nodes that the statistics of the compiler count, before and after each pass', async () => {
    const example = [{ w: tf.ones([4, 8]), v: tf.ones([8, 1]) }, tf.ones([5, 4])] as const;
    const compiled = await jit(step, [...example], { engine: 'onnx-cpu', clock: () => 0 });
    const { graphs, passes, kernelCalls } = passGraphs(step, [...example], { clock: () => 0 });
    expect(passes).toEqual(compiled.stats?.passes);
    expect(kernelCalls).toBe(compiled.stats?.kernelCalls);
    expect(graphs.map(({ pass }) => pass)).toEqual(['trace', ...passes.map(({ pass }) => pass)]);
    expect(graphs.slice(0, -1).map(({ nodes }) => nodes.length)).toEqual(
      passes.map(({ nodesBefore }) => nodesBefore),
    );
    expect(graphs.slice(1).map(({ nodes }) => nodes.length)).toEqual(
      passes.map(({ nodesAfter }) => nodesAfter),
    );
    await compiled.dispose();
  });

  test('needs shapes only, names the leaves, and gives nodes that stand after what they read', () => {
    const { graphs, inputPaths, outputPaths } = passGraphs(step, [{ w: shaped(4, 8), v: shaped(8, 1) }, shaped(5, 4)]); // oxfmt-ignore
    expect(inputPaths).toEqual(['0.w', '0.v', '1']);
    expect(outputPaths).toEqual(['state.w', 'state.v']);
    for (const { inputs, outputs, nodes } of graphs) {
      expect(inputs).toHaveLength(3);
      expect(outputs).toHaveLength(2);
      const seen = new Set<number>();
      for (const { id, inputs: read } of nodes) {
        for (const other of read) expect(seen.has(other)).toBe(true);
        seen.add(id);
      }
      for (const id of outputs) expect(seen.has(id)).toBe(true);
    }
  });

  test('a node that a pass leaves alone keeps its number, and plain data survives being sent', () => {
    const keep = (x: tf.Tensor) => [tf.exp(x), tf.mul(tf.tanh(x), 1)];
    const { graphs } = passGraphs(keep, [shaped(3)]);
    const exponential = graphs.map(({ nodes }) => nodes.find(({ op }) => op === 'Exp')?.id);
    expect(new Set(exponential).size).toBe(1);
    const multiplied = graphs.map(({ nodes }) => nodes.some(({ op }) => op === 'Mul'));
    expect([multiplied[0], multiplied.at(-1)]).toEqual([true, false]);
    expect(structuredClone(graphs)).toEqual(graphs);
  });
});
