import type * as tf from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { BinaryOp, CompareOp, LogicalOp, UnaryOp } from '../../graph/elementwise.ts';
import type { DataType, Node } from '../../graph/graph.ts';
import { atan2 } from './atan2.ts';
import { rule, type KernelRule } from './rule.ts';

const unary = (op: UnaryOp) => rule((build, { x }) => build.unary(op, x));
/** Functions of real numbers: integers are converted first, as tfjs' own operations do. */
const real = (op: UnaryOp) => rule((build, { x }) => build.unary(op, build.cast(x, 'float32')));
const binary = (op: BinaryOp) =>
  rule((build, { a, b }) => build.cast(build.binary(op, asNumber(build, a), asNumber(build, b)), a.dtype));
const compare = (op: CompareOp) =>
  rule((build, { a, b }) => build.compare(op, asNumber(build, a), asNumber(build, b)));
const logical = (op: LogicalOp) => rule((build, { a, b }) => build.compare(op, a, b));
const clip = (build: GraphBuilder, x: Node, min: number, max: number) =>
  build.node('Clip', [x], { min, max }, x.shape, x.dtype);
const scalar = (build: GraphBuilder, value: number) => build.fill(value, []);

/** Functions of real numbers whose results tfjs cuts off to integers again, where it is given integers. */
const rounded = (op: UnaryOp) =>
  rule((build, { x }) => build.cast(build.unary(op, build.cast(x, 'float32')), x.dtype));
/** Comparisons and arithmetic that runtimes have for numbers only: of bools as of 0 and 1. */
const asNumber = (build: GraphBuilder, x: Node) => (x.dtype === 'bool' ? build.cast(x, 'int32') : x);

/** Of -x as a function of x, which shares what sigmoid(x) computes: 1 - sigmoid(x) without cancellation. */
function sigmoid(build: GraphBuilder, x: Node): Node {
  return x.op === 'Neg' ? build.unary('FallingSigmoid', x.inputs[0]) : build.unary('Sigmoid', x);
}

function isFinite(build: GraphBuilder, x: Node): Node {
  return build.unary('Not', build.compare('Or', build.unary('IsNaN', x), build.unary('IsInf', x)));
}

/** Where the condition holds a, else b; also between bools, which runtimes do not select between. */
function pick(build: GraphBuilder, condition: Node, a: Node, b: Node): Node {
  if (a.dtype !== 'bool') return build.select(condition, a, b);
  const unless = build.unary('Not', condition);
  return build.compare('Or', build.compare('And', condition, a), build.compare('And', unless, b));
}

/** Sum of any number of operands, as a chain. */
export function addAll(build: GraphBuilder, parts: readonly Node[]): Node {
  return parts.reduce((sum, part) => build.add(sum, part));
}

/** Kernels that compute each element from the elements at the same position. */
export const elementwiseKernels: Record<string, KernelRule> = {
  Abs: unary('Abs'),
  Acos: real('Acos'),
  Acosh: real('Acosh'),
  Asin: real('Asin'),
  Asinh: real('Asinh'),
  Atan: real('Atan'),
  Atanh: real('Atanh'),
  Ceil: real('Ceil'),
  Cos: real('Cos'),
  Cosh: real('Cosh'),
  Elu: real('Elu'),
  Erf: real('Erf'),
  Exp: real('Exp'),
  Expm1: real('Expm1'),
  Floor: real('Floor'),
  IsInf: real('IsInf'),
  IsNan: real('IsNaN'),
  IsFinite: rule((build, { x }) => isFinite(build, build.cast(x, 'float32'))),
  Log: real('Log'),
  Log1p: real('Log1p'),
  LogicalNot: unary('Not'),
  Neg: unary('Neg'),
  Reciprocal: rounded('Reciprocal'),
  Relu: unary('Relu'),
  Round: rounded('Round'),
  Rsqrt: real('Rsqrt'),
  Selu: rounded('Selu'),
  Sigmoid: rule((build, { x }) => sigmoid(build, build.cast(x, 'float32'))),
  Sign: unary('Sign'),
  Sin: real('Sin'),
  Sinh: real('Sinh'),
  Softplus: rounded('Softplus'),
  Sqrt: real('Sqrt'),
  Tan: real('Tan'),
  Tanh: real('Tanh'),

  Add: binary('Add'),
  Sub: binary('Sub'),
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  FloorDiv: binary('FloorDiv'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Mod: binary('Mod'),
  Pow: binary('Pow'),
  AddN: rule((build, inputs) => addAll(build, Object.values(inputs))),
  Atan2: rule((build, { a, b }) => atan2(build, a, b)),
  SquaredDifference: rule((build, { a, b }) => {
    const difference = build.binary('Sub', a, b);
    return build.mul(difference, difference);
  }),
  Square: rule((build, { x }) => build.mul(x, x)),

  Equal: compare('Equal'),
  NotEqual: compare('NotEqual'),
  Less: compare('Less'),
  LessEqual: compare('LessEqual'),
  Greater: compare('Greater'),
  GreaterEqual: compare('GreaterEqual'),
  LogicalAnd: logical('And'),
  LogicalOr: logical('Or'),
  Select: rule((build, { condition, t, e }) => {
    // tfjs lets a vector condition pick whole rows.
    const rows = condition.shape.length === 1 && t.shape.length > 1;
    return pick(
      build,
      rows ? build.reshape(condition, t.shape.map((length, axis) => (axis === 0 ? length : 1))) : condition,
      t,
      e,
    ); // oxfmt-ignore
  }),

  Cast: rule<tf.CastAttrs>((build, { x }, { dtype }) => build.cast(x, dtype as DataType)),
  Identity: rule((_, { x }) => x),
  ClipByValue: rule<tf.ClipByValueAttrs>((build, { x }, { clipValueMin, clipValueMax }) =>
    clip(build, x, clipValueMin, clipValueMax),
  ),
  Relu6: rule((build, { x }) => clip(build, x, 0, 6)),
  LeakyRelu: rule<tf.LeakyReluAttrs>((build, { x }, { alpha }) =>
    build.node('LeakyRelu', [build.cast(x, 'float32')], { alpha }, x.shape, 'float32'),
  ),
  Prelu: rule((build, inputs) => {
    const [x, alpha] = [build.cast(inputs.x, 'float32'), build.cast(inputs.alpha, 'float32')];
    return build.select(build.compare('GreaterEqual', x, scalar(build, 0)), x, build.mul(alpha, x));
  }),
  Step: rule<tf.StepAttrs>((build, { x }, { alpha }) =>
    build.cast(build.node('Step', [build.cast(x, 'float32')], { alpha }, x.shape, 'float32'), x.dtype),
  ),
  EluGrad: rule((build, { dy, y }) =>
    build.select(
      build.compare('GreaterEqual', y, scalar(build, 0)),
      dy,
      build.mul(dy, build.add(y, scalar(build, 1))),
    ),
  ),
};
