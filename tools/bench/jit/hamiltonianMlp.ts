import { grad, ndarray, valueAndGrad, type NdArray } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';

/** A Hamiltonian MLP (2 -> hidden -> hidden -> 1, tanh) trained through leapfrog steps: sizes and numbers. */
export interface Problem {
  readonly weights: readonly NdArray[];
  /** q, p at the start, and where they should end; each [batch, 1]. */
  readonly data: readonly NdArray[];
  readonly dt: number;
  readonly steps: number;
  readonly learningRate: number;
}

/** The same numbers each time, from a linear congruential generator. */
export function makeProblem(batch: number, hidden = 128): Problem {
  let seed = 12345;
  const next = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  };
  const array = (shape: readonly number[], scale: number) =>
    ndarray(
      Float32Array.from({ length: shape.reduce((n, length) => n * length, 1) }, () => scale * next()),
      shape,
    );
  const weights = [
    array([2, hidden], 1),
    array([hidden], 0.1),
    array([hidden, hidden], 2 / Math.sqrt(hidden)),
    array([hidden], 0.1),
    array([hidden, 1], 1 / Math.sqrt(hidden)),
  ];
  const data = Array.from({ length: 4 }, () => array([batch, 1], 1));
  return { weights, data, dt: 0.1, steps: 10, learningRate: 0.01 };
}

const matMul = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b);

function energy([w1, b1, w2, b2, w3]: readonly tf.Tensor[], q: tf.Tensor, p: tf.Tensor): tf.Tensor {
  const hidden = tf.tanh(tf.add(matMul(tf.concat([q, p], 1), w1), b1));
  return tf.sum(matMul(tf.tanh(tf.add(matMul(hidden, w2), b2)), w3));
}

/** One SGD step: weights and data in, new weights and the loss out. */
export function sgdStep({ dt, steps, learningRate }: Problem) {
  return (weights: tf.Tensor[], data: tf.Tensor[]) => {
    const lossOf = (w: tf.Tensor[]) => {
      let [q, p] = data;
      const kick = () => tf.sub(p, tf.mul(dt / 2, grad((x: tf.Tensor) => energy(w, x, p))(q)));
      for (let step = 0; step < steps; step++) {
        p = kick();
        q = tf.add(q, tf.mul(dt, grad((x: tf.Tensor) => energy(w, q, x))(p)));
        p = kick();
      }
      return tf.mean(tf.add(tf.squaredDifference(q, data[2]), tf.squaredDifference(p, data[3])));
    };
    const { value, grad: gradients } = valueAndGrad(lossOf)(weights);
    return { state: weights.map((w, i) => tf.sub(w, tf.mul(learningRate, gradients[i]))), loss: value };
  };
}
