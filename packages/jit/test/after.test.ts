import { after, ndarray, reversibleValueAndGrad, sumOfChunks, valueAndGrad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { jit, toOnnx } from '../src/index.ts';
import { GraphBuilder } from '../src/graph/builder.ts';
import { topologicalOrder, type Graph, type Node } from '../src/graph/graph.ts';
import { optimise, pipeline } from '../src/passes/optimise.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { compare, example, relativeError } from './compare.ts';

const cpu = { engine: 'onnx-cpu' } as const;

/** What the runtime plans for one run of a compiled function, without running it. */
async function plannedBytes(fn: (...args: never[]) => unknown, args: readonly unknown[]): Promise<number> {
  const compiled = await jit(fn as (...all: unknown[]) => tf.Tensor, [...args] as never[], cpu);
  const bytes = compiled.stats?.peakBytes;
  await compiled.dispose();
  if (bytes === undefined) throw new Error('the engine has no statistics');
  return bytes;
}

describe('after', () => {
  test('changes no bit of any type of tensor, scalars and empty ones included', async () => {
    const fn = (x: tf.Tensor, y: tf.Tensor) => {
      const product = tf.matMul(x, y);
      const later = after({ x, rest: [tf.greater(y, 0), tf.cast(tf.mul(y, 9), 'int32'), tf.sum(x), tf.slice(x, [0, 0], [0, 4])] }, [product, tf.max(product)]); // oxfmt-ignore
      return [later.x, ...later.rest, product];
    };
    const { errors, shapesAgree, typesAgree } = await compare(fn, [example([3, 4]), example([4, 5], 2)]);
    expect([shapesAgree, typesAgree]).toEqual([true, true]);
    expect(errors.slice(0, 4)).toEqual([0, 0, 0, 0]);
  });

  test('stays in files for others, for any batch too', async () => {
    const fn = ({ x, w }: { x: tf.Tensor; w: tf.Tensor }) => {
      const hidden = tf.tanh(tf.matMul(x, w));
      return { y: tf.matMul(after(tf.exp(x), hidden), w), hidden };
    };
    const array = (...shape: number[]) => ({ dtype: 'float32', shape, data: new Float32Array() }) as const;
    const [x, w] = [example([2, 3]), example([3, 3], 2)];
    const expected = fn({ x, w });
    const files = [
      toOnnx(fn, { x: array(2, 3), w: array(3, 3) }),
      toOnnx(fn, (batch) => ({ x: array(batch, 3), w: array(3, 3) })),
    ];
    const inputs = { x: new Tensor('float32', x.dataSync<'float32'>(), x.shape), w: new Tensor('float32', w.dataSync<'float32'>(), w.shape) }; // oxfmt-ignore
    for (const file of files) {
      const session = await InferenceSession.create(file);
      const { y } = await session.run(inputs);
      await session.release();
      Array.from(expected.y.dataSync()).forEach((value, i) => expect(y.data[i]).toBeCloseTo(value, 5));
    }
  });
});

describe('a graph with an order', () => {
  /** A sum of three terms that the passes would gather: each begins after the sum so far, or whenever. */
  const graphOf = (term: (build: GraphBuilder, x: Node) => Node, inOrder: boolean): Graph => {
    const build = new GraphBuilder();
    const inputs = [0, 1, 2].map((i) => build.input(i, [4, 4], 'float32'));
    let sum = term(build, inputs[0]);
    for (const x of inputs.slice(1)) {
      const [at, sofar] = inOrder ? [build.after(x, [sum]), build.after(sum, [x])] : [x, sum];
      sum = build.add(sofar, term(build, at));
    }
    return optimise({ inputs, outputs: [sum] }, build, pipeline({ exact: false })).graph;
  };
  const count = (graph: Graph, ...ops: readonly string[]) =>
    topologicalOrder(graph).filter(({ op }) => ops.includes(op)).length;

  test.each([
    [
      'products',
      (build: GraphBuilder, x: Node) => build.matMul(x, x, { transposeA: true }),
      ['MatMul', 'Gemm'],
    ],
    [
      'sums',
      (build: GraphBuilder, x: Node) => build.reduce('ReduceSum', build.unary('Exp', x), [0]),
      ['ReduceSum', 'MatMul', 'Gemm'],
    ],
  ] as const)('keeps %s apart that would be gathered without', (_, term, ops) => {
    expect(count(graphOf(term, false), ...ops)).toBe(1);
    expect(count(graphOf(term, true), ...ops)).toBe(3);
  });
});

const wide = (w: tf.Tensor, x: tf.Tensor) => tf.mean(tf.square(tf.tanh(tf.matMul(tf.tanh(tf.matMul(x, w)), tf.transpose(w))))); // oxfmt-ignore

describe('compiled', () => {
  const [w, x] = [example([2, 256], 1), example([4096, 2], 2)];
  const chunked = (sizes: number[]) => (weights: tf.Tensor, all: tf.Tensor) => {
    const scaled = (v: tf.Tensor, chunk: tf.Tensor) => tf.mul(wide(v, chunk), chunk.shape[0] / 4096);
    const result = valueAndGrad(({ v, at }: { v: tf.Tensor; at: tf.Tensor }) =>
      tf.log(sumOfChunks(scaled)(v, tf.split(at, sizes))),
    )({ v: weights, at: all });
    return [result.value, result.grad.v, result.grad.at];
  };

  test('a sum of chunks has the value and gradients of the whole, and of eager tfjs', async () => {
    const parts = chunked([1400, 1350, 1346]);
    const { errors } = await compare(parts, [w, x]);
    errors.forEach((error) => expect(error).toBeLessThan(1e-5));
    const both = await jit(
      (...args: [tf.Tensor, tf.Tensor]) => ({ parts: parts(...args), whole: chunked([4096])(...args) }),
      [w, x],
      cpu,
    );
    const result = await both.arrays(w, x);
    await both.dispose();
    result.whole.forEach(({ data }, i) =>
      expect(relativeError(data, result.parts[i].data)).toBeLessThan(1e-5),
    );
  });

  test('a sum of chunks takes the memory of one', async () => {
    const planned = async (sizes: number[]) => plannedBytes(chunked(sizes), [w, x]);
    const whole = await planned([4096]);
    expect(await planned([2050, 2046])).toBeLessThan(0.8 * whole);
    expect(await planned([1030, 1026, 1022, 1018])).toBeLessThan(0.4 * whole);
  });

  test('a reversible rollout takes the memory of one step, however many there are', async () => {
    const kick = (k: tf.Tensor, { q, p }: { q: tf.Tensor; p: tf.Tensor }, dt: number) => {
      const half = tf.sub(p, tf.mul(dt / 2, tf.matMul(tf.sin(q), k)));
      const next = tf.add(q, tf.mul(dt, half));
      return { q: next, p: tf.sub(half, tf.mul(dt / 2, tf.matMul(tf.sin(next), k))) };
    };
    const state = { q: example([256, 8], 3), p: example([256, 8], 4) };
    const rollout = (steps: number) => (k: tf.Tensor, at: typeof state) =>
      reversibleValueAndGrad({
        step: (v: tf.Tensor, s: typeof state) => kick(v, s, 0.1),
        inverse: (v, s) => kick(v, s, -0.1),
        steps,
        loss: (_, { q }) => tf.mean(tf.square(q)),
      })(k, at);
    const planned = (steps: number) =>
      plannedBytes(rollout(steps), [ndarray(new Float32Array(64), [8, 8]), state]);
    expect(await planned(40)).toBeLessThan(1.1 * (await planned(5)));
  });
});
