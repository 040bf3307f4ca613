import type { Node } from '../../graph/graph.ts';

/** Operations of the executor in the order of its list, which is compared with this one when it is loaded. */
export const elementwiseOperations = [
  'Neg', 'Abs', 'Exp', 'Expm1', 'Log', 'Log1p', 'Sqrt', 'Rsqrt', 'Reciprocal', 'Sin', 'Cos', 'Tan', 'Asin', 'Acos',
  'Atan', 'Sinh', 'Cosh', 'Tanh', 'Asinh', 'Acosh', 'Atanh', 'Sigmoid', 'FallingSigmoid', 'OnePlusExp', 'Softplus',
  'Relu', 'Elu', 'Selu', 'Erf', 'Sign', 'Floor', 'Ceil', 'Round', 'LeakyRelu', 'Step', 'Clip', 'IsNaN', 'IsInf', 'Add',
  'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'FloorDiv', 'Mod', 'Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater',
  'GreaterEqual', 'NegInt', 'AbsInt', 'SignInt', 'ClipInt', 'AddInt', 'SubInt', 'MulInt', 'DivInt', 'PowInt', 'MaxInt',
  'MinInt', 'FloorDivInt', 'ModInt', 'EqualInt', 'NotEqualInt', 'LessInt', 'LessEqualInt', 'GreaterInt',
  'GreaterEqualInt', 'Not', 'And', 'Or', 'Select', 'FloatToInt', 'IntToFloat', 'FloatToBool', 'IntToBool', 'Copy',
  'MulAdd', 'MulScalar', 'AddScalar', 'AddScaled',
] as const; // oxfmt-ignore

export type ElementwiseOperation = (typeof elementwiseOperations)[number];

const numbers = new Map<string, number>(elementwiseOperations.map((name, number) => [name, number]));

/** The number of an operation; undefined where there is none of that name. */
export const operationNumber = (name: string): number | undefined => numbers.get(name);

/** The executor's name for a node's operation; undefined where the node is not done element by element. */
export function operationOf(node: Node): ElementwiseOperation | undefined {
  const from = node.inputs.length === 0 ? 'float32' : node.inputs[0].dtype;
  if (node.op === 'Cast') return castOf(from, node.dtype);
  if (node.op === 'Select' || node.op === 'Not' || node.op === 'And' || node.op === 'Or') return node.op;
  if (node.op === 'Round' && from !== 'float32') return 'Copy';
  const name = from === 'float32' ? node.op : `${node.op}Int`;
  return numbers.has(name) ? (name as ElementwiseOperation) : undefined;
}

function castOf(from: Node['dtype'], to: Node['dtype']): ElementwiseOperation {
  if (from === to || (from === 'bool' && to === 'int32')) return 'Copy';
  if (to === 'float32') return 'IntToFloat';
  if (to === 'int32') return 'FloatToInt';
  return from === 'float32' ? 'FloatToBool' : 'IntToBool';
}
