import type { Expression } from './expression.ts';

/** A node with its coefficients in time and those of its arguments; `b` is the other of a sine and a cosine. */
export interface WalkedNode {
  readonly node: Expression;
  readonly x: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** The nodes of formulas, arguments first, with so many coefficients each; 1 for values alone. */
export function walked(
  nodes: readonly Expression[],
  width: number,
): { readonly steps: readonly WalkedNode[]; of(a: Expression | undefined): Float64Array } {
  const all = new Map(nodes.map((node) => [node, new Float64Array(width)]));
  const of = (a: Expression | undefined) => (a && all.get(a)) ?? new Float64Array(width);
  const steps = nodes.map((node) => {
    const [a, b] = node.of.map(of);
    return { node, x: of(node), a, b: b ?? of(nodes.find((other) => isPair(other, node))) };
  });
  for (const { node, x } of steps) if (node.operation === 'constant') x[0] = node.value;
  return { steps, of };
}

/** Coefficient k of a node from those of its arguments. */
export function coefficient({ node: { operation, value }, x, a, b }: WalkedNode, k: number): number {
  /** The sum of w(j) u[j] v[k - j] from one j to another. */
  const sum = (u: Float64Array, v: Float64Array, from: number, to: number, slope = 0, w = 1) => {
    let total = 0;
    for (let j = from; j <= to; j++) total += (w + slope * j) * u[j] * v[k - j];
    return total;
  };
  switch (operation) {
    case 'sum':
      return a[k] + b[k];
    case 'product':
      return sum(a, b, 0, k);
    case 'quotient':
      return (a[k] - sum(b, x, 1, k)) / b[0];
    case 'power':
      if (value === 2) return sum(a, a, 0, k);
      return k === 0 ? a[0] ** value : sum(x, a, 0, k - 1, -(value + 1) / k, value) / a[0];
    case 'log':
      return k === 0 ? Math.log(a[0]) : (a[k] - sum(x, a, 1, k - 1, 1 / k, 0)) / a[0];
    case 'sin':
    case 'cos':
    case 'exp': {
      if (k === 0) return Math[operation](a[0]);
      return sum(a, operation === 'exp' ? x : b, 1, k, (operation === 'cos' ? -1 : 1) / k, 0);
    }
    default:
      return x[k];
  }
}

/** Whether two nodes are the sine and the cosine of one thing. */
export const isPair = (a: Expression, b: Expression): boolean =>
  a.of[0] === b.of[0] &&
  ((a.operation === 'sin' && b.operation === 'cos') || (a.operation === 'cos' && b.operation === 'sin'));
