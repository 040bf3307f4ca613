import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grad, ndarray } from '@hgn/autodiff';
import { hasPython, runPython } from '@hgn/testing';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toOnnx } from './toOnnx.ts';

const folder = mkdtempSync(join(tmpdir(), 'jit-'));
afterAll(() => rmSync(folder, { recursive: true }));
let canCheck = false;
beforeAll(async () => {
  canCheck = await hasPython('the check of exported graphs', 'onnx');
});

/** What the file gives in a runtime with all its own passes, as others will run it. */
async function run(file: Uint8Array, feeds: Record<string, readonly [number[], number[]]>) {
  const session = await InferenceSession.create(file);
  const outputs = await session.run(
    Object.fromEntries(
      Object.entries(feeds).map(([name, [values, shape]]) => [
        name,
        new Tensor('float32', Float32Array.from(values), shape),
      ]),
    ),
  );
  const { inputNames } = session;
  await session.release();
  return { inputNames, outputs };
}

/** Runs onnx.checker, and lists the operators with their domains; nothing without Python. */
async function check(file: Uint8Array): Promise<string[]> {
  if (!canCheck) return [];
  const path = join(folder, 'model.onnx');
  writeFileSync(path, file);
  const script = `
import onnx, sys
model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
print(' '.join(sorted({(node.domain + '.' if node.domain else '') + node.op_type for node in model.graph.node})))
`;
  return (await runPython(script, { args: [path] })).trim().split(' ');
}

const energyStep = ({ q, p, dt }: { q: tf.Tensor; p: tf.Tensor; dt: tf.Tensor }) => {
  const dVdq = grad((x: tf.Tensor) => tf.sum<tf.Scalar>(tf.neg(tf.cos(x))));
  const nextP = tf.sub(p, tf.mul(dt, dVdq(q)));
  return { next: { q: tf.add(q, tf.mul(dt, nextP)), p: nextP } };
};

describe('toOnnx', () => {
  test('names inputs and outputs by their paths, gradients compiled in', async () => {
    const file = toOnnx(energyStep, { q: ndarray([0, 0]), p: ndarray([0, 0]), dt: 0 });
    const { inputNames, outputs } = await run(file, {
      q: [[1, 2], [2]],
      p: [[0.5, -1], [2]],
      dt: [[0.1], []],
    });
    expect(inputNames).toEqual(['q', 'p', 'dt']);
    expect(Object.keys(outputs)).toEqual(['next.q', 'next.p']);
    const p = [0.5 - 0.1 * Math.sin(1), -1 - 0.1 * Math.sin(2)];
    expect(outputs['next.p'].data).toEqual(Float32Array.from(p));
    [1 + 0.1 * p[0], 2 + 0.1 * p[1]].forEach((q, i) => expect(outputs['next.q'].data[i]).toBeCloseTo(q, 6));
    await check(file);
  });

  test('leaves out inputs that change nothing, and keeps outputs that are inputs', async () => {
    const file = toOnnx(({ q }: { q: tf.Tensor; unused: tf.Tensor }) => ({ same: q, zero: tf.zeros([2]) }), {
      q: ndarray([0, 0]),
      unused: ndarray([0]),
    });
    const { inputNames, outputs } = await run(file, { q: [[1, 2], [2]] });
    expect(inputNames).toEqual(['q']);
    expect([...(outputs.same.data as Float32Array)]).toEqual([1, 2]);
    expect([...(outputs.zero.data as Float32Array)]).toEqual([0, 0]);
    await check(file);
  });

  test('uses operators of ONNX only, where the runtime has faster ones of its own', async () => {
    const product = ({ a, b }: Record<'a' | 'b', tf.Tensor>) => ({
      product: tf.matMul(a, b, true, false),
    });
    const a = Array.from({ length: 24 }, (_, i) => Math.sin(i));
    const file = toOnnx(product, { a: ndarray(a, [2, 3, 4]), b: ndarray(a, [2, 3, 4]) });
    const { outputs } = await run(file, { a: [a, [2, 3, 4]], b: [a, [2, 3, 4]] });
    expect(outputs.product.dims).toEqual([2, 4, 4]);
    const expected = a[12 + 1] * a[12 + 2] + a[12 + 5] * a[12 + 6] + a[12 + 9] * a[12 + 10];
    expect((outputs.product.data as Float32Array)[16 + 4 * 1 + 2]).toBeCloseTo(expected, 6);
    const operators = await check(file);
    expect(operators.filter((name) => name.includes('.'))).toEqual([]);
  });

  test('needs no tfjs backend', () => {
    expect(tf.getBackend()).toBeFalsy();
    expect(toOnnx(energyStep, { q: 0, p: 0, dt: 0 }).length).toBeGreaterThan(0);
    expect(tf.getBackend()).toBeFalsy();
  });

  test('refuses tensors without a name of their own', () => {
    expect(() => toOnnx((x: tf.Tensor) => ({ y: tf.neg(x) }), 1)).toThrow('a tensor by itself');
    expect(() => toOnnx(({ q }: { q: tf.Tensor }) => ({ q: tf.neg(q) }), { q: 1 })).toThrow('got q twice');
    expect(() => toOnnx(({ t0 }: { t0: tf.Tensor }) => ({ q: tf.neg(t0) }), { t0: 1 })).toThrow(
      'used inside',
    );
  });
});

describe('a file for any batch', () => {
  const array = (...shape: number[]) => ({ dtype: 'float32', shape, data: new Float32Array() }) as const;
  const numbers = (length: number) => Array.from({ length }, (_, i) => Math.sin(i + 1));

  test('gives for every batch what a file of that batch gives', async () => {
    const kernel = ndarray(numbers(3 * 3 * 2 * 4), [3, 3, 2, 4]);
    // Convolution, flattening, padding, a slice, a gradient, constants of the batch's size, a sum per sample.
    const fn = ({ x, dt }: Record<'x' | 'dt', tf.Tensor>) => {
      const batch = x.shape[0];
      const features = tf.conv2d(x as tf.Tensor4D, tf.tensor(kernel.data, [3, 3, 2, 4]), 1, 'same');
      const flat = tf.softplus(tf.reshape(features, [batch, -1]));
      const slope = grad((y: tf.Tensor) => tf.sum<tf.Scalar>(tf.square(tf.tanh(y))))(flat);
      const step = tf.mul(slope, tf.reshape(dt, [batch, 1]));
      const padded = tf.pad(tf.concat([step, tf.ones([batch, 1])], 1) as tf.Tensor2D, [
        [0, 0],
        [1, 0],
      ]);
      return { y: tf.slice(padded, [0, 1], [batch, 5]), sums: tf.sum(padded, 1), fixed: tf.ones([2]) };
    };
    const any = toOnnx(fn, (batch) => ({ x: array(batch, 4, 4, 2), dt: array(batch) }));
    await check(any);
    for (const batch of [1, 2, 7, 64]) {
      const given: Record<string, [number[], number[]]> = {
        x: [numbers(batch * 32), [batch, 4, 4, 2]],
        dt: [numbers(batch), [batch]],
      };
      const one = toOnnx(fn, { x: array(batch, 4, 4, 2), dt: array(batch) });
      const [ours, theirs] = [await run(any, given), await run(one, given)];
      expect(ours.outputs.y.dims).toEqual([batch, 5]);
      expect(ours.outputs.fixed.dims).toEqual([2]);
      for (const name of ['y', 'sums']) {
        const expected = theirs.outputs[name].data as Float32Array;
        expect(ours.outputs[name].dims).toEqual(theirs.outputs[name].dims);
        (ours.outputs[name].data as Float32Array).forEach((value, i) =>
          expect(value).toBeCloseTo(expected[i], 5),
        );
      }
    }
  });

  test('adds up over any batch', async () => {
    const fn = ({ x }: { x: tf.Tensor }) => ({ sum: tf.sum(tf.square(x), 0) });
    const any = toOnnx(fn, (batch) => ({ x: array(batch, 5) }));
    await check(any);
    for (const batch of [1, 3, 64]) {
      const { outputs } = await run(any, { x: [numbers(batch * 5), [batch, 5]] });
      (outputs.sum.data as Float32Array).forEach((value, column) => {
        const entries = numbers(batch * 5).filter((_, i) => i % 5 === column);
        expect(value).toBeCloseTo(
          entries.reduce((sum, entry) => sum + entry * entry, 0),
          4,
        );
      });
    }
  });

  test('says in the file that the batch is free', async () => {
    if (!canCheck) return;
    const double = ({ x }: { x: tf.Tensor }) => ({ y: tf.mul(x, 2), both: tf.concat([x, x], 0) });
    const path = join(folder, 'any.onnx');
    writeFileSync(
      path,
      toOnnx(double, (batch) => ({ x: array(batch, 3) })),
    );
    const script = `
import onnx, sys
graph = onnx.load(sys.argv[1]).graph
for value in [*graph.input, *graph.output]:
    print(value.name, [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim])
`;
    expect(await runPython(script, { args: [path] })).toBe(
      "x ['batch', 3]\ny ['batch', 3]\nboth ['2 * batch + 0', 3]\n",
    );
  });

  test('refuses a function that does not treat samples one by one', () => {
    const centred = ({ x }: { x: tf.Tensor }) => ({ y: tf.sub(x, tf.mean(x, 0)) });
    expect(() => toOnnx(centred, (batch) => ({ x: array(batch, 3) }))).toThrow('depends on the batch');
    const pairs = ({ x }: { x: tf.Tensor }) => ({
      y: tf.reshape(tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, false, true), [-1]),
    });
    expect(() => toOnnx(pairs, (batch) => ({ x: array(batch, 3) }))).toThrow('not a multiple of it');
    const none = ({ x }: { x: tf.Tensor }) => ({ y: tf.neg(x) });
    expect(() => toOnnx(none, () => ({ x: array(3) }))).toThrow('no input has the batch');
  });
});
