/** float32 -> float32 (or int32 -> int32 where it makes sense), element by element; FallingSigmoid is sigmoid(-x), OnePlusExp its reciprocal. */
export const unaryOps = [
  'Neg', 'Abs', 'Exp', 'Expm1', 'Log', 'Log1p', 'Sqrt', 'Rsqrt', 'Reciprocal', 'Sin', 'Cos', 'Tan', 'Asin', 'Acos',
  'Atan', 'Sinh', 'Cosh', 'Tanh', 'Asinh', 'Acosh', 'Atanh', 'Sigmoid', 'FallingSigmoid', 'OnePlusExp', 'Softplus', 'Relu',
  'Elu', 'Selu', 'Erf',
  'Sign', 'Floor', 'Ceil', 'Round', 'Not', 'IsNaN', 'IsInf',
] as const; // oxfmt-ignore
/** Two operands of one type, broadcast; the result has that type. */
export const binaryOps = ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'FloorDiv', 'Mod'] as const;
/** Two operands of one type, broadcast; the result is bool. */
export const compareOps = ['Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater', 'GreaterEqual'] as const;
/** Two bool operands, broadcast. */
export const logicalOps = ['And', 'Or'] as const;
/** Over some axes, which the result no longer has. */
export const reduceOps = ['ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceProd'] as const;

export type UnaryOp = (typeof unaryOps)[number];
export type BinaryOp = (typeof binaryOps)[number];
export type CompareOp = (typeof compareOps)[number];
export type LogicalOp = (typeof logicalOps)[number];
export type ReduceOp = (typeof reduceOps)[number];

const isIn = (names: readonly string[]) => {
  const set = new Set(names);
  return (op: string) => set.has(op);
};

export const isUnary = isIn([...unaryOps, 'LeakyRelu', 'Step', 'Clip', 'Cast']);
export const isBroadcasting = isIn([...binaryOps, ...compareOps, ...logicalOps, 'Select']);
export const isReduction = isIn(reduceOps);
/** Same value at a position whatever its neighbours are: may be computed before or after moving elements around. */
