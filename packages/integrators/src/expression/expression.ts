/** What an expression computes from its arguments. */
export type Operation =
  | 'constant'
  | 'coordinate'
  | 'time'
  | 'sum'
  | 'product'
  | 'quotient'
  | 'power'
  | 'sin'
  | 'cos'
  | 'exp'
  | 'log';

/** A formula in q, p and t; equal formulas of one builder are one object. */
export interface Expression {
  readonly operation: Operation;
  readonly of: readonly Expression[];
  /** The value of a constant, the number of a coordinate (q, then p), the exponent of a power. */
  readonly value: number;
  /** Its number in the builder: arguments come before what is made of them. */
  readonly id: number;
}

/** An expression, or a number for a constant. */
export type Operand = Expression | number;

/** The formulas that a system is written in. */
export interface Formulas {
  readonly q: readonly Expression[];
  readonly p: readonly Expression[];
  readonly t: Expression;
  sum(...terms: readonly Operand[]): Expression;
  difference(a: Operand, b: Operand): Expression;
  product(...factors: readonly Operand[]): Expression;
  quotient(a: Operand, b: Operand): Expression;
  negative(a: Operand): Expression;
  /** a to the power of a number. */
  power(a: Operand, exponent: number): Expression;
  squareRoot(a: Operand): Expression;
  sin(a: Operand): Expression;
  cos(a: Operand): Expression;
  exp(a: Operand): Expression;
  /** The natural logarithm. */
  log(a: Operand): Expression;
  tanh(a: Operand): Expression;
}

/** The formulas in n coordinates and n momenta. */
export function formulas(n: number): Formulas {
  const known = new Map<string, Expression>();
  const make = (operation: Operation, of: readonly Expression[], value = 0): Expression => {
    const key = `${operation} ${of.map(({ id }) => id).join()} ${value}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = { operation, of, value, id: known.size };
    known.set(key, made);
    return made;
  };
  const constant = (value: number) => {
    if (!Number.isFinite(value)) {
      throw new RangeError(`hamiltonian: constants must be finite, but got ${value}`);
    }
    return make('constant', [], value === 0 ? 0 : value);
  };
  const lift = (a: Operand) => (typeof a === 'number' ? constant(a) : a);
  const isConstant = (a: Expression) => a.operation === 'constant';
  /** The number in front of an expression, and the rest of it. */
  const split = (a: Expression): readonly [number, Expression] => {
    if (isConstant(a)) return [a.value, constant(1)];
    return a.operation === 'product' && isConstant(a.of[0]) ? [a.of[0].value, a.of[1]] : [1, a];
  };
  const plus = (a: Expression, b: Expression): Expression => {
    if (isConstant(a) && isConstant(b)) return constant(a.value + b.value);
    if (isConstant(a)) return a.value === 0 ? b : make('sum', [b, a]);
    if (isConstant(b) && b.value === 0) return a;
    const [[ca, ra], [cb, rb]] = [split(a), split(b)];
    return ra === rb ? times(constant(ca + cb), ra) : make('sum', [a, b]);
  };
  const times = (a: Expression, b: Expression): Expression => {
    const [[ca, ra], [cb, rb]] = [split(a), split(b)];
    const c = ca * cb;
    if (c === 0) return constant(0);
    const ordered = ra.id < rb.id ? [ra, rb] : [rb, ra];
    const rest = isConstant(ra)
      ? rb
      : isConstant(rb)
        ? ra
        : ra === rb
          ? make('power', [ra], 2)
          : make('product', ordered);
    if (isConstant(rest)) return constant(c);
    return c === 1 ? rest : make('product', [constant(c), rest]);
  };
  const power = (operand: Operand, exponent: number): Expression => {
    const a = lift(operand);
    if (isConstant(a)) return constant(a.value ** exponent);
    if (exponent === 0) return constant(1);
    if (exponent === 1) return a;
    // By squares: the recurrence of a power divides by its base, which may be 0.
    if (Number.isInteger(exponent) && exponent > 2) {
      const half = power(a, Math.floor(exponent / 2));
      return exponent % 2 === 0 ? times(half, half) : times(times(half, half), a);
    }
    return make('power', [a], exponent);
  };
  const apply = (name: 'sin' | 'cos' | 'exp' | 'log', operand: Operand): Expression => {
    const a = lift(operand);
    return isConstant(a) ? constant(Math[name](a.value)) : make(name, [a]);
  };
  const quotient = (top: Operand, bottom: Operand): Expression => {
    const [a, b] = [lift(top), lift(bottom)];
    if (isConstant(b)) return times(a, constant(1 / b.value));
    const [ca, ra] = split(a);
    return times(constant(ca), isConstant(ra) ? power(b, -1) : make('quotient', [ra, b]));
  };
  const sum = (...terms: readonly Operand[]) => terms.map(lift).reduce(plus, constant(0));
  const product = (...factors: readonly Operand[]) => factors.map(lift).reduce(times, constant(1));
  const coordinates = Array.from({ length: 2 * n }, (_, i) => make('coordinate', [], i));
  return {
    q: coordinates.slice(0, n),
    p: coordinates.slice(n),
    t: make('time', []),
    sum,
    product,
    quotient,
    power,
    difference: (a, b) => sum(a, product(-1, b)),
    negative: (a) => product(-1, a),
    squareRoot: (a) => power(a, 0.5),
    sin: (a) => apply('sin', a),
    cos: (a) => apply('cos', a),
    exp: (a) => apply('exp', a),
    log: (a) => apply('log', a),
    tanh: (a) => sum(1, quotient(-2, sum(1, apply('exp', product(2, a))))),
  };
}

/** The derivative of `a` by a coordinate or the time; `known` holds those found before, by id. */
export function derivative(
  f: Formulas,
  a: Expression,
  by: Expression,
  known = new Map<number, Expression>(),
): Expression {
  const found = known.get(a.id);
  if (found !== undefined) return found;
  const d = (x: Expression) => derivative(f, x, by, known);
  const rule = (): Expression => {
    const [x, y] = a.of;
    switch (a.operation) {
      case 'constant':
        return f.sum(0);
      case 'coordinate':
      case 'time':
        return f.sum(a === by ? 1 : 0);
      case 'sum':
        return f.sum(d(x), d(y));
      case 'product':
        return f.sum(f.product(d(x), y), f.product(x, d(y)));
      case 'quotient':
        return f.difference(f.quotient(d(x), y), f.quotient(f.product(a, d(y)), y));
      case 'power':
        return f.product(a.value, f.power(x, a.value - 1), d(x));
      case 'sin':
        return f.product(f.cos(x), d(x));
      case 'cos':
        return f.product(-1, f.sin(x), d(x));
      case 'exp':
        return f.product(a, d(x));
      case 'log':
        return f.quotient(d(x), x);
    }
  };
  const result = rule();
  known.set(a.id, result);
  return result;
}

/** All that the given expressions are made of and they themselves, arguments first. */
export function inOrder(roots: readonly Expression[]): Expression[] {
  const seen = new Map<number, Expression>();
  const visit = (a: Expression) => {
    if (seen.has(a.id)) return;
    a.of.forEach(visit);
    seen.set(a.id, a);
  };
  roots.forEach(visit);
  return [...seen.values()];
}
