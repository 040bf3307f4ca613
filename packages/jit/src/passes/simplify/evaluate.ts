/** Element functions for folding, in float64; an operation that is not here is left to the runtime. */
export const evaluateUnary: Readonly<Record<string, (x: number) => number>> = {
  Neg: (x) => -x,
  Abs: Math.abs,
  Exp: Math.exp,
  Expm1: Math.expm1,
  Log: Math.log,
  Log1p: Math.log1p,
  Sqrt: Math.sqrt,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Reciprocal: (x) => 1 / x,
  Sin: Math.sin,
  Cos: Math.cos,
  Tan: Math.tan,
  Tanh: Math.tanh,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  FallingSigmoid: (x) => 1 / (1 + Math.exp(x)),
  OnePlusExp: (x) => 1 + Math.exp(x),
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Relu: (x) => Math.max(x, 0),
  Sign: Math.sign,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Not: (x) => (x === 0 ? 1 : 0),
};

const truth = (value: boolean) => (value ? 1 : 0);

export const evaluateBinary: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  /** As IEEE 754 has it, and the runtimes: 1 to any power is 1. */
  Pow: (a, b) => (a === 1 ? 1 : Math.pow(a, b)),
  Max: Math.max,
  Min: Math.min,
  FloorDiv: (a, b) => Math.floor(a / b),
  Equal: (a, b) => truth(a === b),
  NotEqual: (a, b) => truth(a !== b),
  Less: (a, b) => truth(a < b),
  LessEqual: (a, b) => truth(a <= b),
  Greater: (a, b) => truth(a > b),
  GreaterEqual: (a, b) => truth(a >= b),
  And: (a, b) => truth(a !== 0 && b !== 0),
  Or: (a, b) => truth(a !== 0 || b !== 0),
};
