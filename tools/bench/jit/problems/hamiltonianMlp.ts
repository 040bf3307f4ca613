import { grad, ndarray, valueAndGrad, type NdArray } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { halves } from './halves.ts';
import type { Problem } from './problem.ts';

const defaults = { dt: 0.1, steps: 10, learningRate: 0.01 };

/** Sizes of the problem beside the batch. */
export interface MlpSizes {
  readonly hidden?: number;
  /** Leapfrog steps. */
  readonly steps?: number;
  /** Numbers in a state: half of them positions; even. */
  readonly state?: number;
}

/** A Hamiltonian MLP (2 -> 128 -> 128 -> 1, tanh) trained by SGD through 10 leapfrog steps. */
export function hamiltonianMlp(
  batch: number,
  { hidden = 128, steps = defaults.steps, state = 2 }: MlpSizes = {},
): Problem {
  const options = { ...defaults, steps };
  const array = generator();
  const weights = {
    w1: array([state, hidden], 1 / Math.sqrt(state / 2)),
    b1: array([hidden], 0.1),
    w2: array([hidden, hidden], 2 / Math.sqrt(hidden)),
    b2: array([hidden], 0.1),
    w3: array([hidden, 1], 1 / Math.sqrt(hidden)),
  };
  const [q, p, targetQ, targetP] = Array.from({ length: 4 }, () => array([batch, state / 2], 1));
  const data = { q, p, targetQ, targetP };
  const step = (all: Weights, given: Data) => sgdStep(all, given, options);
  const inParts = () => ({
    part: (all: Weights, own: Data) => slopes(all, own, options),
    join: (all: Weights, results: readonly Slopes[]) => descend(all, meanOf(results), options),
    parts: halves(data),
  });
  return {
    step,
    state: weights,
    args: data,
    tensors: { ...weights, ...data },
    options,
    // Below, what threads have to tell each other outweighs what they share.
    ...(batch >= 64 && batch % 2 === 0 && { inParts: inParts() }),
  };
}

/** Arrays of numbers in [-scale, scale), the same each time, from a linear congruential generator. */
function generator() {
  let seed = 12345;
  const next = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  };
  return (shape: readonly number[], scale: number): NdArray =>
    ndarray(
      Float32Array.from({ length: shape.reduce((n, length) => n * length, 1) }, () => scale * next()),
      shape,
    );
}

type Weights = Readonly<Record<'w1' | 'b1' | 'w2' | 'b2' | 'w3', tf.Tensor>>;
type Data = Readonly<Record<'q' | 'p' | 'targetQ' | 'targetP', tf.Tensor>>;

const matMul = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b);

function energy({ w1, b1, w2, b2, w3 }: Weights, q: tf.Tensor, p: tf.Tensor): tf.Tensor {
  const hidden = tf.tanh(tf.add(matMul(tf.concat([q, p], 1), w1), b1));
  return tf.sum(matMul(tf.tanh(tf.add(matMul(hidden, w2), b2)), w3));
}

function sgdStep(weights: Weights, data: Data, options: typeof defaults) {
  return descend(weights, slopes(weights, data, options), options);
}

interface Slopes {
  readonly value: tf.Tensor;
  readonly gradients: Weights;
}

function slopes(weights: Weights, data: Data, { dt, steps }: typeof defaults) {
  const lossOf = (w: Weights) => {
    let { q, p } = data;
    const kick = () => tf.sub(p, tf.mul(dt / 2, grad((x: tf.Tensor) => energy(w, x, p))(q)));
    for (let step = 0; step < steps; step++) {
      p = kick();
      q = tf.add(q, tf.mul(dt, grad((x: tf.Tensor) => energy(w, q, x))(p)));
      p = kick();
    }
    return tf.mean(tf.add(tf.squaredDifference(q, data.targetQ), tf.squaredDifference(p, data.targetP)));
  };
  const { value, grad: gradients } = valueAndGrad(lossOf)(weights);
  return { value, gradients };
}

function meanOf(results: readonly Slopes[]): Slopes {
  const mean = (of: (one: Slopes) => tf.Tensor) => tf.div(tf.addN(results.map(of)), results.length);
  return {
    value: mean(({ value }) => value),
    gradients: eachWeight((name) => mean(({ gradients }) => gradients[name])),
  };
}

function descend(weights: Weights, { value, gradients }: Slopes, { learningRate }: typeof defaults) {
  const state = eachWeight((name) => tf.sub(weights[name], tf.mul(learningRate, gradients[name])));
  return { state, loss: value };
}

const eachWeight = (of: (name: keyof Weights) => tf.Tensor): Weights => ({
  w1: of('w1'),
  b1: of('b1'),
  w2: of('w2'),
  b2: of('b2'),
  w3: of('w3'),
});
