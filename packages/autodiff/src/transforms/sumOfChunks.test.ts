import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { grad, valueAndGrad } from './grad.ts';
import { sumOfChunks } from './sumOfChunks.ts';

interface Weights {
  readonly w: tf.Tensor;
  readonly b: tf.Tensor;
}

/** Takes a derivative itself, as a loss on a force does. */
const loss = ({ w, b }: Weights, x: tf.Tensor): tf.Tensor =>
  tf.sum(tf.square(grad((at: tf.Tensor) => tf.sum(tf.tanh(tf.add(tf.matMul(at, w), b))))(x)));
const weights = {
  w: tf.randomNormal([3, 5], 0, 1, 'float32', 1),
  b: tf.randomNormal([5], 0, 1, 'float32', 2),
};
const x = tf.randomNormal([9, 3], 0, 1, 'float32', 3);
const sizes = [4, 3, 2];

/** A part of a loss whose other parts use the same weights, and whose multiplier is no constant. */
const whole = (terms: (weights: Weights, x: tf.Tensor) => tf.Tensor) => (all: Weights & { x: tf.Tensor }) =>
  tf.add(tf.mul(tf.exp(tf.mean(all.b)), terms(all, all.x)), tf.sum(tf.square(all.w)));
const inChunks = whole(({ w, b }, all) => sumOfChunks(loss)({ w, b }, tf.split(all, sizes)));
const atOnce = whole(loss);

test('gives the value and gradients of the sum, in a loss around it and after what makes its input', () => {
  const before = tf.memory().numTensors;
  const scaled = (f: typeof inChunks) => (all: Weights & { x: tf.Tensor }) =>
    tf.log(f({ ...all, x: tf.mul(all.x, tf.mean(all.w)) }));
  const [ours, theirs] = [inChunks, atOnce].map((f) => valueAndGrad(scaled(f))({ ...weights, x }));
  // The value and three gradients of both.
  expect(tf.memory().numTensors - before).toBe(8);
  const close = (a: tf.Tensor, b: tf.Tensor) => {
    const [got, expected] = [a.dataSync(), b.dataSync()];
    const scale = Math.max(...expected.map(Math.abs));
    expected.forEach((value, i) => expect(Math.abs(got[i] - value)).toBeLessThan(1e-6 * scale));
  };
  close(ours.value, theirs.value);
  close(ours.grad.w, theirs.grad.w);
  close(ours.grad.b, theirs.grad.b);
  close(ours.grad.x, theirs.grad.x);
});

test('is the plain sum where nothing is differentiated', () => {
  const before = tf.memory().numTensors;
  const result = tf.tidy(() => sumOfChunks(loss)(weights, tf.split(x, sizes)));
  expect(tf.memory().numTensors - before).toBe(1);
  expect(result.dataSync()[0]).toBeCloseTo(tf.tidy(() => loss(weights, x)).dataSync()[0], 4);
});

test('tells chunks apart by their index', () => {
  const counted = sumOfChunks((w: tf.Tensor, chunk: tf.Tensor, index) =>
    tf.mul(w, tf.mul(chunk, 10 ** index)),
  );
  const chunks = [tf.scalar(1), tf.scalar(2), tf.scalar(3)];
  expect(grad((w: tf.Tensor) => counted(w, chunks))(1).dataSync()[0]).toBe(321);
  expect(grad((all: tf.Tensor[]) => counted(tf.scalar(2), all))(chunks).map((g) => g.dataSync()[0])).toEqual([2, 20, 200]); // oxfmt-ignore
});

test('holds the tensors of one chunk at a time', async () => {
  const peakOf = async (f: (all: Weights, x: tf.Tensor) => tf.Tensor, rows: number) => {
    const input = tf.ones([rows, 3]);
    const baseline = tf.memory().numBytes;
    const { peakBytes } = await tf.profile(() => valueAndGrad(f)(weights, input).value);
    return peakBytes - baseline;
  };
  const chunked = (all: Weights, input: tf.Tensor) =>
    sumOfChunks(loss)(all, tf.split(input, input.shape[0] / 50));
  expect(await peakOf(loss, 1600)).toBeGreaterThan(7 * (await peakOf(loss, 200)));
  // What grows are the chunks and their gradients.
  expect(await peakOf(chunked, 1600)).toBeLessThan((await peakOf(chunked, 200)) + 4 * 4 * 1400 * 3);
});

test('refuses to be differentiated twice, and leaves no tensor behind then', () => {
  const before = tf.memory().numTensors;
  const slope = (w: tf.Tensor) =>
    tf.sum(grad((v: tf.Tensor) => sumOfChunks((u: tf.Tensor, c: tf.Tensor) => tf.mul(tf.square(u), c))(v, [tf.scalar(1)]))(w)); // oxfmt-ignore
  expect(() => grad(slope)(3)).toThrow('sumOfChunks: gives first derivatives only');
  expect(tf.memory().numTensors).toBe(before);
});

test('leaves the tape as it was when a chunk fails', () => {
  const before = tf.memory().numTensors;
  const failing = sumOfChunks((w: tf.Tensor, c: tf.Tensor, index) => {
    if (index === 1) throw new Error('this chunk fails');
    return tf.mul(tf.square(w), c);
  });
  expect(() => grad((w: tf.Tensor) => failing(tf.exp(w), [tf.scalar(1), tf.scalar(2)]))(1)).toThrow('this chunk fails'); // oxfmt-ignore
  expect(tf.memory().numTensors).toBe(before);
  expect(grad((w: tf.Tensor) => tf.square(w))(3).dataSync()[0]).toBe(6);
});

test('refuses no chunks, and a function that returns no scalar', () => {
  expect(() => sumOfChunks((w: tf.Tensor) => w)(tf.scalar(1), [])).toThrow(
    'sumOfChunks: there must be a chunk',
  );
  const vector = sumOfChunks((w: tf.Tensor, c: tf.Tensor) => tf.mul(w, c));
  expect(() => grad((w: tf.Tensor) => vector(w, [tf.ones([2])]))(1)).toThrow('float32 scalar');
});
