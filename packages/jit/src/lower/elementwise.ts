import { sizeOf, type Node } from '../graph/graph.ts';
import type { OnnxModel } from '../onnx/model.ts';

/** Graph operations that ONNX has under a name of its own, or the same. */
const sameMeaning: Readonly<Record<string, string>> = {
  Neg: 'Neg', Abs: 'Abs', Exp: 'Exp', Log: 'Log', Sqrt: 'Sqrt', Reciprocal: 'Reciprocal', Sin: 'Sin', Cos: 'Cos',
  Tan: 'Tan', Asin: 'Asin', Acos: 'Acos', Atan: 'Atan', Sinh: 'Sinh', Cosh: 'Cosh', Tanh: 'Tanh', Asinh: 'Asinh',
  Acosh: 'Acosh', Atanh: 'Atanh', Sigmoid: 'Sigmoid', Relu: 'Relu', Elu: 'Elu', Selu: 'Selu', Erf: 'Erf',
  Sign: 'Sign', Floor: 'Floor', Ceil: 'Ceil', Round: 'Round', Not: 'Not', IsNaN: 'IsNaN', IsInf: 'IsInf',
  Softplus: 'Softplus', Add: 'Add', Sub: 'Sub', Mul: 'Mul', Div: 'Div', Pow: 'Pow', Max: 'Max', Min: 'Min',
  Equal: 'Equal', Less: 'Less', LessEqual: 'LessOrEqual', Greater: 'Greater', GreaterEqual: 'GreaterOrEqual',
  And: 'And', Or: 'Or', Select: 'Where',
}; // prettier-ignore

/** From this many elements on, five vectorised passes beat the runtime's scalar softplus. */
const largeSoftplus = 4096;

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
    case 'Softplus':
      return sizeOf(node.shape) >= largeSoftplus ? softplus(model, x) : model.add('Softplus', [x]);
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

function clip(model: OnnxModel, { attributes: { min, max }, dtype }: Node<'Clip'>, x: string): string {
  const bound = (value: number) =>
    dtype === 'int32' ? model.constant(Int32Array.of(value), [], 'int32') : model.scalar(value);
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

/** e^x - 1 without cancellation: 2 tanh(x/2) / (1 - tanh(x/2)) near zero. */
function expm1(model: OnnxModel, x: string): string {
  const tanh = model.add('Tanh', [model.add('Mul', [x, model.scalar(0.5)])]);
  const near = model.add('Div', [
    model.add('Mul', [tanh, model.scalar(2)]),
    model.add('Sub', [model.scalar(1), tanh]),
  ]);
  const far = model.add('Sub', [model.add('Exp', [x]), model.scalar(1)]);
  return model.add('Where', [isSmall(model, x), near, far]);
}

/** log(1 + x) without cancellation: 2 atanh(x / (2 + x)) near zero. */
function log1p(model: OnnxModel, x: string): string {
  const ratio = model.add('Div', [x, model.add('Add', [x, model.scalar(2)])]);
  const near = model.add('Mul', [model.add('Atanh', [ratio]), model.scalar(2)]);
  const far = model.add('Log', [model.add('Add', [x, model.scalar(1)])]);
  return model.add('Where', [isSmall(model, x), near, far]);
}

const isSmall = (model: OnnxModel, x: string) =>
  model.add('Less', [model.add('Abs', [x]), model.scalar(0.5)]);

/** max(x, 0) - log(sigmoid(|x|)): every part is vectorised. */
function softplus(model: OnnxModel, x: string): string {
  const tail = model.add('Log', [model.add('Sigmoid', [model.add('Abs', [x])])]);
  return model.add('Sub', [model.add('Relu', [x]), tail]);
}

function floorDivision(model: OnnxModel, { dtype }: Node, a: string, b: string): string {
  if (dtype === 'float32') return model.add('Floor', [model.add('Div', [a, b])]);
  // Exact for integers: the remainder has the divisor's sign.
  const remainder = model.add('Mod', [a, b], { fmod: 0 });
  return model.add('Div', [model.add('Sub', [a, remainder]), b]);
}

/** The remainder with the divisor's sign. */
function modulo(model: OnnxModel, { dtype }: Node, a: string, b: string): string {
  if (dtype === 'int32') return model.add('Mod', [a, b], { fmod: 0 });
  const remainder = model.add('Mod', [a, b], { fmod: 1 });
  const opposite = model.add('Less', [model.add('Mul', [remainder, b]), model.scalar(0)]);
  return model.add('Where', [opposite, model.add('Add', [remainder, b]), remainder]);
}
