import * as tf from '@tensorflow/tfjs-core';
import { gelu, logSigmoid, logSumExp, mish, swish } from '../../src/index.ts';
import type { Case } from './case.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;
const one = (name: string, f: Unary, from: number, to: number): Case => ({
  name,
  f: f,
  inputs: [{ shape: [2, 3], from, to }],
});
/** Both signs, away from a kink at 0. */
const twoSided = (name: string, f: Unary): Case[] => [
  one(`${name}, x > 0`, f, 0.2, 1.8),
  one(`${name}, x < 0`, f, -1.8, -0.2),
];
const two = (name: string, f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, ...b: [number, number]): Case[] =>
  [
    [
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3]],
    [
      [2, 1],
      [1, 3],
    ],
    [[], [2, 1, 2]],
  ].map(([shapeA, shapeB]) => ({
    name: `${name} of [${shapeA.join()}] and [${shapeB.join()}]`,
    f: f,
    inputs: [
      { shape: shapeA, from: 0.3, to: 1.9 },
      { shape: shapeB, from: b[0], to: b[1] },
    ],
  }));

export const elementwiseCases: readonly Case[] = [
  ...two('add', tf.add, -1, 1),
  ...two('sub', tf.sub, -1, 1),
  ...two('mul', tf.mul, -1, 1),
  ...two('div', tf.div, 0.6, 1.7),
  ...two('squaredDifference', tf.squaredDifference, -1, 1),
  ...two('mod', tf.mod, 2.1, 2.9),
  ...two('pow', tf.pow, -1.5, 2.5),
  ...two('atan2', tf.atan2, 0.4, 1.6),
  ...two('maximum, first larger', tf.maximum, -1, 0.1),
  ...two('maximum, second larger', tf.maximum, 2, 3),
  ...two('minimum, first smaller', tf.minimum, 2, 3),
  ...two('minimum, second smaller', tf.minimum, -1, 0.1),
  ...two('divNoNan', tf.divNoNan, 0.6, 1.7),
  ...two('floorDiv times a', (a, b) => tf.mul(a, tf.floorDiv(tf.add(tf.mul(a, 0.1), 5), b)), 3, 3.2),
  one('neg', tf.neg, -1, 1),
  one('square', tf.square, -1, 1),
  one('reciprocal', tf.reciprocal, 0.6, 1.7),
  one('cast to float', (x) => tf.square(tf.cast(x, 'float32')), -1, 1),
  one('addN', (x) => tf.addN([x, tf.square(x), tf.sin(x), x]), -1, 1),
  one('exp', tf.exp, -1, 1),
  one('expm1', tf.expm1, -1, 1),
  one('log', tf.log, 0.6, 2),
  one('log1p', tf.log1p, -0.3, 2),
  one('sqrt', tf.sqrt, 0.6, 2),
  one('rsqrt', tf.rsqrt, 0.6, 2),
  one('x to the power 2', (x) => tf.pow(x, 2), -1.5, 1.5),
  one('x to the power 3', (x) => tf.pow(x, 3), -1.5, 1.5),
  one('2 to the power x', (x) => tf.pow(2, x), -1.5, 1.5),
  one('sin', tf.sin, -2, 2),
  one('cos', tf.cos, -2, 2),
  one('tan', tf.tan, -0.9, 0.9),
  one('asin', tf.asin, -0.7, 0.7),
  one('acos', tf.acos, -0.7, 0.7),
  one('atan', tf.atan, -2, 2),
  one('sinh', tf.sinh, -1.5, 1.5),
  one('cosh', tf.cosh, -1.5, 1.5),
  one('tanh', tf.tanh, -1.5, 1.5),
  one('asinh', tf.asinh, -1.5, 1.5),
  one('acosh', tf.acosh, 1.5, 3),
  one('atanh', tf.atanh, -0.6, 0.6),
  one('sigmoid', tf.sigmoid, -2, 2),
  one('softplus', tf.softplus, -2, 2),
  // tfjs' erf is a polynomial with an error of 1e-7
  { ...one('erf', tf.erf, -1.5, 1.5), tolerance: 1e-4 },
  one('swish', swish, -2, 2),
  { ...one('gelu', gelu, -2, 2), tolerance: 1e-4 },
  one('mish', mish, -2, 2),
  one('logSigmoid of an expression', (x) => logSigmoid(tf.sin(x)), -2, 2),
  one('logSumExp', (x) => logSumExp(x, 1), -2, 2),
  ...twoSided('relu of a square', (x) => tf.mul(x, tf.relu(x))),
  ...twoSided('relu6', (x) => tf.mul(x, tf.relu6(x))),
  one('relu6 above 6', (x) => tf.mul(x, tf.relu6(x)), 6.3, 8),
  ...twoSided('leakyRelu', (x) => tf.mul(x, tf.leakyRelu(x, 0.3))),
  ...twoSided('elu', tf.elu),
  ...twoSided('selu', tf.selu),
  ...twoSided('abs', (x) => tf.mul(tf.square(x), tf.abs(x))),
  ...twoSided('step', (x) => tf.mul(tf.square(x), tf.step(x, 0.3))),
  ...twoSided('sign', (x) => tf.mul(tf.square(x), tf.sign(x))),
  ...twoSided('ceil, floor, round', (x) =>
    tf.mul(tf.sin(x), tf.addN([tf.ceil(tf.mul(x, 0.1)), tf.floor(tf.mul(x, 0.1)), tf.round(tf.mul(x, 0.1))])),
  ),
  ...twoSided('where with a comparison', (x) => tf.where(tf.greater(x, 0), tf.sin(x), tf.exp(x))),
  one(
    'where of three shapes',
    (x) => {
      const condition = tf.tensor2d([1, 0, 1], [1, 3], 'bool');
      return tf.where(condition, tf.sin(x), tf.sum(tf.exp(x)));
    },
    -1,
    1,
  ),
  one('clipByValue inside', (x) => tf.mul(x, tf.clipByValue(x, -2, 2)), -1, 1),
  one('clipByValue outside', (x) => tf.mul(x, tf.clipByValue(x, -0.5, 0.5)), 0.6, 1),
  ...[0.2, -1.8].flatMap((from): Case[] => [
    {
      name: `prelu of x from ${from}`,
      f: (x, alpha) => tf.prelu(tf.sin(x), tf.square(alpha)),
      inputs: [
        { shape: [2, 3], from: from < 0 ? -1.5 : from, to: from < 0 ? -0.2 : 1.5 },
        { shape: [3], from: 0.2, to: 0.9 },
      ],
    },
  ]),
];
