import * as tf from '@tensorflow/tfjs-core';
import { binary, bools, integers, onShape, run, unary, type KernelCase } from './case.ts';
const positive = { from: 0.2, to: 3 };
const divisors = { from: 1, to: 9, dtype: 'int32' } as const;
const inside = { from: -0.95, to: 0.95 };
/** The upper and the lower half of integers of 32 bits. */
const halves = (shape: readonly number[]) =>
  [
    { shape, from: -32768, to: 32768, dtype: 'int32' },
    { shape, from: 0, to: 65536, dtype: 'int32' },
  ] as const;
const whole = (upper: tf.Tensor, lower: tf.Tensor) => tf.add(tf.mul(upper, tf.scalar(65536, 'int32')), lower);

/** Kernels that compute each element from the elements at the same place. */
export const elementwiseCases: Readonly<Record<string, KernelCase>> = {
  Abs: unary(tf.abs),
  Acos: unary(tf.acos, inside),
  Acosh: unary(tf.acosh, { from: 1.1, to: 4 }),
  Asin: unary(tf.asin, inside),
  Asinh: unary(tf.asinh),
  Atan: unary(tf.atan),
  Atanh: unary(tf.atanh, inside),
  Ceil: unary(tf.ceil),
  Cos: unary(tf.cos),
  Cosh: unary(tf.cosh),
  Elu: unary(tf.elu),
  Erf: unary(tf.erf),
  Exp: unary(tf.exp),
  Expm1: unary(tf.expm1),
  Floor: unary(tf.floor),
  IsInf: unary((x) => tf.isInf(tf.div(1, tf.relu(x)))),
  IsNan: unary((x) => tf.isNaN(tf.sqrt(x))),
  IsFinite: unary((x) => tf.isFinite(tf.div(1, tf.relu(x)))),
  Log: unary(tf.log, positive),
  Log1p: unary(tf.log1p, { from: -0.9, to: 3 }),
  LogicalNot: unary(tf.logicalNot, bools),
  Neg: unary(tf.neg),
  Reciprocal: unary(tf.reciprocal, positive),
  Relu: unary(tf.relu),
  Relu6: unary((x) => tf.relu6(tf.mul(x, 4))),
  Round: unary(tf.round),
  Rsqrt: unary(tf.rsqrt, positive),
  Selu: unary(tf.selu),
  Sigmoid: unary((x) => tf.sigmoid(tf.mul(x, 5))),
  Sign: unary(tf.sign),
  Sin: unary(tf.sin),
  Sinh: unary(tf.sinh),
  Softplus: unary((x) => tf.softplus(tf.mul(x, 10))),
  Sqrt: unary(tf.sqrt, positive),
  Square: unary(tf.square),
  Step: onShape(
    ({ count }) =>
      (x) =>
        tf.step(x, (count - 1) / 2),
  ),
  Tan: unary(tf.tan, inside),
  Tanh: unary(tf.tanh),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.3)),
  Prelu: binary((x, alpha) => tf.prelu(x, alpha)),
  ClipByValue: unary((x) => tf.clipByValue(x, -0.5, 1)),
  Cast: unary((x) => [tf.cast(x, 'int32'), tf.cast(tf.cast(x, 'bool'), 'float32')]),
  Identity: unary((x) => tf.clone(x)),
  EluGrad: { inputs: ({ shape }) => [{ shape }, { shape }], fn: () => (dy, y) => run('EluGrad', { dy, y }) },
  Add: binary(tf.add),
  Sub: binary(tf.sub),
  Multiply: binary(tf.mul),
  RealDiv: binary(tf.div, {}, positive),
  FloorDiv: binary(tf.floorDiv, integers, divisors),
  Maximum: binary(tf.maximum),
  Minimum: binary(tf.minimum),
  Mod: binary((a, b) => tf.mod(a, b), {}, positive),
  Pow: binary(tf.pow, positive, {}),
  SquaredDifference: binary(tf.squaredDifference),
  Atan2: binary(tf.atan2),
  AddN: {
    inputs: ({ shape }) => [{ shape }, { shape }, { shape }],
    fn:
      () =>
      (...xs) =>
        tf.addN(xs),
  },
  Equal: binary(tf.equal, integers),
  NotEqual: binary(tf.notEqual, integers),
  Less: binary(tf.less),
  LessEqual: binary(tf.lessEqual, integers),
  Greater: binary(tf.greater),
  GreaterEqual: binary(tf.greaterEqual, integers),
  LogicalAnd: binary(tf.logicalAnd, bools),
  LogicalOr: binary(tf.logicalOr, bools),
  Select: {
    inputs: ({ shape }) => [{ shape, ...bools }, { shape }, { shape }],
    fn: () => (condition, a, b) => tf.where(condition, a, b),
  },
  BitwiseAnd: {
    inputs: ({ shape }) => [...halves(shape), ...halves(shape)],
    fn: () => (a, b, c, d) => tf.bitwiseAnd(whole(a, b), whole(c, d)),
  },
};
