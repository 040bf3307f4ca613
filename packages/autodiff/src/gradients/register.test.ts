import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { grad, registerGradients } from '../index.ts';
import { allGradients } from './all.ts';

/** What tfjs itself registers for Tanh: it saves the kernel's output. */
const tanhOfTfjs: tf.GradConfig = {
  kernelName: tf.Tanh,
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => tf.mul(tf.sub(tf.scalar(1), tf.square(y)), dy as tf.Tensor) }),
};
/** What tfjs itself registers for Sigmoid. */
const sigmoidOfTfjs: tf.GradConfig = {
  kernelName: tf.Sigmoid,
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.mul(y, tf.sub(tf.scalar(1), y))) }),
};

const swish = (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x));
const tanhTimesX = (x: tf.Tensor) => tf.mul(x, tf.tanh(x));
const secondOf = (f: (x: tf.Tensor) => tf.Tensor) =>
  tf.tidy(
    () =>
      tf
        .grad((x: tf.Tensor) => tf.grad(f)(x))(tf.scalar(0.3))
        .dataSync()[0],
  );

afterEach(registerGradients);

describe('registerGradients', () => {
  it('mends tf.grad itself: raw tfjs gets swish and x tanh x wrong at second order, without an error', () => {
    const [t, s] = [Math.tanh(0.3), 1 / (1 + Math.exp(-0.3))];
    const trueSwish = s * (1 - s) * (2 + 0.3 * (1 - 2 * s));
    const trueTanh = 2 * (1 - t ** 2) * (1 - 0.3 * t);
    expect(trueSwish).toBeCloseTo(0.478, 4);

    tf.registerGradient(tanhOfTfjs);
    tf.registerGradient(sigmoidOfTfjs);
    expect(secondOf(swish)).toBeCloseTo(0.4889, 4);
    expect(Math.abs(secondOf(tanhTimesX) - trueTanh)).toBeGreaterThan(0.1);

    registerGradients();
    expect(secondOf(swish)).toBeCloseTo(trueSwish, 5);
    expect(secondOf(tanhTimesX)).toBeCloseTo(trueTanh, 5);
  });

  it('is repeated by grad, so that a library loaded later cannot bring the wrong gradients back', () => {
    tf.registerGradient(tanhOfTfjs);
    const second = grad((x: tf.Tensor) => grad(tanhTimesX)(x))(0.3);
    const t = Math.tanh(0.3);
    expect(second.dataSync()[0]).toBeCloseTo(2 * (1 - t ** 2) * (1 - 0.3 * t), 5);
    second.dispose();
  });

  it('has one gradient for each kernel, and saves no output but that of einsum, to see whether it is its input', () => {
    const names = allGradients.map(({ kernelName }) => kernelName);
    expect(new Set(names).size).toBe(names.length);
    const saving = allGradients.filter(({ outputsToSave }) => outputsToSave !== undefined);
    expect(saving.map(({ kernelName }) => kernelName)).toEqual(['Einsum']);
    for (const config of allGradients) expect(tf.getGradient(config.kernelName)).toBe(config);
  });
});
