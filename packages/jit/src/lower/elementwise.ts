import type { Node } from '../graph/graph.ts';
import type { OnnxModel } from '../onnx/model.ts';

/** Graph operations that ONNX has under a name of its own, or the same. */
const sameMeaning: Readonly<Record<string, string>> = {
  Neg: 'Neg', Abs: 'Abs', Exp: 'Exp', Log: 'Log', Sqrt: 'Sqrt', Reciprocal: 'Reciprocal', Sin: 'Sin', Cos: 'Cos',
  Tan: 'Tan', Asin: 'Asin', Acos: 'Acos', Atan: 'Atan', Sinh: 'Sinh', Cosh: 'Cosh', Tanh: 'Tanh', Asinh: 'Asinh',
  Acosh: 'Acosh', Atanh: 'Atanh', Relu: 'Relu', Erf: 'Erf',
  Sign: 'Sign', Floor: 'Floor', Ceil: 'Ceil', Round: 'Round', Not: 'Not', IsNaN: 'IsNaN', IsInf: 'IsInf',
  Add: 'Add', Sub: 'Sub', Mul: 'Mul', Div: 'Div', Pow: 'Pow', Max: 'Max', Min: 'Min',
  Equal: 'Equal', Less: 'Less', LessEqual: 'LessOrEqual', Greater: 'Greater', GreaterEqual: 'GreaterOrEqual',
  And: 'And', Or: 'Or', Select: 'Where',
}; // oxfmt-ignore

/** Adds an elementwise operation; undefined for any other. */
export function lowerElementwise(
  model: OnnxModel,
  node: Node,
  inputs: readonly string[],
): string | undefined {
  const [x, y] = inputs;
  switch (node.op) {
    case 'Rsqrt':
      return model.add('Reciprocal', [model.add('Sqrt', [x])]);
    case 'Expm1':
      return expm1(model, x);
    case 'Log1p':
      return log1p(model, x);
    case 'Elu':
      return elu(model, x);
    case 'Selu':
      return selu(model, x);
    case 'Div':
      return node.dtype === 'int32' ? integerDivision(model, node, x, y).quotient : model.add('Div', [x, y]);
    case 'NotEqual':
      return model.add('Not', [model.add('Equal', [x, y])]);
    case 'LeakyRelu':
      return model.add('LeakyRelu', [x], { alpha: { float: node.attributes.alpha } });
    case 'Clip':
      return clip(model, node, x);
    case 'Cast':
      return model.add('Cast', [x], { to: { float32: 1, int32: 6, bool: 9 }[node.dtype] });
    case 'Step':
      return step(model, x, node.attributes.alpha);
    case 'FloorDiv':
      return floorDivision(model, node, x, y);
    case 'Mod':
      return modulo(model, node, x, y);
    default:
      return node.op in sameMeaning ? model.add(sameMeaning[node.op], inputs) : undefined;
  }
}

/** Integers are cut off at what an int32 can be, and bounds at the integer towards zero, as a tensor of integers is. */
function clip(model: OnnxModel, { attributes: { min, max }, dtype }: Node<'Clip'>, x: string): string {
  const whole = (value: number) => Math.trunc(Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1));
  const bound = (value: number) =>
    dtype === 'int32' ? model.constant(Int32Array.of(whole(value)), [], 'int32') : model.scalar(value);
  return model.add('Clip', [x, bound(min), bound(max)]);
}

/** A steep hard sigmoid: much faster than comparing; between 0 and the smallest normal float it is not a step. */
function step(model: OnnxModel, x: string, alpha: number): string {
  const steep = { alpha: { float: 3.4e38 }, beta: { float: 0 } };
  const zeroOrOne = model.add('HardSigmoid', [x], steep);
  if (alpha === 0) return zeroOrOne;
  if (alpha > 0 && alpha < 1) {
    return model.add('Clip', [zeroOrOne, model.scalar(alpha), model.scalar(1)]);
  }
  return model.add('Add', [model.add('Mul', [zeroOrOne, model.scalar(1 - alpha)]), model.scalar(alpha)]);
}

/** e^x - 1 = 2t / (1 - t) with t = tanh(x / 2): without cancellation for all x <= 0, and small x > 0. */
function expm1ByTanh(model: OnnxModel, x: string): string {
  const tanh = model.add('Tanh', [model.add('Mul', [x, model.scalar(0.5)])]);
  return model.add('Div', [model.add('Add', [tanh, tanh]), model.add('Sub', [model.scalar(1), tanh])]);
}

/** x where positive, else e^x - 1; the runtime's own operator cancels: 1.3 % at -1e-6. */
function elu(model: OnnxModel, x: string): string {
  const negative = expm1ByTanh(model, model.add('Min', [x, model.scalar(0)]));
  return model.add('Add', [model.add('Relu', [x]), negative]);
}

/** Klambauer et al. 2017 (arXiv:1706.02515), with the constants of tfjs. */
function selu(model: OnnxModel, x: string): string {
  const negative = expm1ByTanh(model, model.add('Min', [x, model.scalar(0)]));
  const scaled = (part: string, by: number) => model.add('Mul', [part, model.scalar(by)]);
  return model.add('Add', [
    scaled(model.add('Relu', [x]), 1.0507009873554805),
    scaled(negative, 1.0507009873554805 * 1.6732632423543772),
  ]);
}

/** e^x - 1 without cancellation; what is too small to differ from x is x. */
function expm1(model: OnnxModel, x: string): string {
  const far = model.add('Sub', [model.add('Exp', [x]), model.scalar(1)]);
  return bySize(model, x, expm1ByTanh(model, x), far);
}

/** log(1 + x) without cancellation: 2 atanh(x / (2 + x)) near zero; what is too small to differ from x is x. */
function log1p(model: OnnxModel, x: string): string {
  const ratio = model.add('Div', [x, model.add('Add', [x, model.scalar(2)])]);
  const near = model.add('Mul', [model.add('Atanh', [ratio]), model.scalar(2)]);
  const far = model.add('Log', [model.add('Add', [x, model.scalar(1)])]);
  return bySize(model, x, near, far);
}

/** x itself below 2^-25, `near` below 1/2, else `far`; the runtime keeps -0 of what stands last only. */
function bySize(model: OnnxModel, x: string, near: string, far: string): string {
  const size = model.add('Abs', [x]);
  const isFrom = (bound: number) => model.add('GreaterOrEqual', [size, model.scalar(bound)]);
  return model.add('Where', [isFrom(2 ** -25), model.add('Where', [isFrom(0.5), far, near]), x]);
}

function floorDivision(model: OnnxModel, node: Node, a: string, b: string): string {
  if (node.dtype === 'float32') return model.add('Floor', [model.add('Div', [a, b])]);
  const { quotient, remainder } = integerDivision(model, node, a, b);
  const zero = integer(model, 0);
  const isBelow = (x: string) => model.add('Less', [x, zero]);
  // The quotient is cut off towards zero: one too much where there is a remainder of the other sign than the divisor.
  const isInexact = model.add('Not', [model.add('Equal', [remainder, zero])]);
  const turned = model.add('Xor', [isBelow(remainder), isBelow(b)]);
  const excess = model.add('Cast', [model.add('And', [isInexact, turned])], { to: 6 });
  return model.add('Sub', [quotient, excess]);
}

/** The remainder with the divisor's sign. */
function modulo(model: OnnxModel, node: Node, a: string, b: string): string {
  if (node.dtype === 'int32')
    return model.add('Mod', [a, harmlessDivisor(model, node, b).divisor], { fmod: 0 });
  // As tfjs: of one sign, the remainder has it; else the divisor is added first.
  const zero = model.scalar(0);
  const isBelow = (x: string) => model.add('Less', [x, zero]);
  const remainderOf = (x: string) => model.add('Mod', [x, b], { fmod: 1 });
  const remainder = remainderOf(a);
  const turned = remainderOf(model.add('Add', [remainder, b]));
  return model.add('Where', [model.add('Xor', [isBelow(a), isBelow(b)]), turned, remainder]);
}

const integer = (model: OnnxModel, value: number) => model.constant(Int32Array.of(value), [], 'int32');

/**
 * The quotient, cut off towards zero, and the remainder of integers. The processor's own division ends the process for
 * one divisor by zero, or the lowest integer by -1: by both, a · b is the quotient, which is 0 as in tfjs, or wraps.
 */
function integerDivision(model: OnnxModel, node: Node, a: string, b: string) {
  const { divisor, isHarmful } = harmlessDivisor(model, node, b);
  const divided = model.add('Div', [a, divisor]);
  const remainder = model.add('Sub', [a, model.add('Mul', [divided, divisor])]);
  const quotient =
    isHarmful === undefined ? divided : model.add('Where', [isHarmful, model.add('Mul', [a, b]), divided]);
  return { quotient, remainder };
}

/** 1 in place of 0 and -1; the divisor itself where it is a constant without these. */
function harmlessDivisor(model: OnnxModel, { inputs: [, b] }: Node, divisor: string) {
  const isHarmless = (value: number) => value !== 0 && value !== -1;
  if (b.op === 'Fill' && isHarmless(b.attributes.value)) return { divisor };
  if (b.op === 'Constant' && b.attributes.data.every(isHarmless)) return { divisor };
  const isOne = (value: number) => model.add('Equal', [divisor, integer(model, value)]);
  const isHarmful = model.add('Or', [isOne(0), isOne(-1)]);
  return { divisor: model.add('Where', [isHarmful, integer(model, 1), divisor]), isHarmful };
}
