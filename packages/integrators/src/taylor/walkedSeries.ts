import type { Expression } from '../expression/expression.ts';
import { isPair } from './pairs.ts';
import type { Series } from './series.ts';

/** The recurrences of a formula, walked node by node: where a page forbids code. */
export function walkedSeries(
  nodes: readonly Expression[],
  field: readonly Expression[],
  order: number,
): Series {
  const width = order + 1;
  const coefficients = new Float64Array(field.length * width);
  const all = new Map(nodes.map((node) => [node, new Float64Array(width)]));
  const of = (a: Expression | undefined) => (a && all.get(a)) ?? new Float64Array(width);
  const steps = nodes.map((node) => {
    const [a, b] = node.of.map(of);
    return { node, x: of(node), a, b: b ?? of(nodes.find((other) => isPair(other, node)) ?? node) };
  });
  const rates = field.map(of);
  const states = field.map((_, i) =>
    of(nodes.find(({ operation, value }) => operation === 'coordinate' && value === i)),
  );
  for (const { node, x } of steps) {
    if (node.operation === 'constant') x[0] = node.value;
    if (node.operation === 'time') x[1] = 1;
  }
  return {
    coefficients,
    fill(s, t) {
      for (const { node, x } of steps) {
        if (node.operation === 'time') x[0] = t[0];
        if (node.operation === 'coordinate') x[0] = s[node.value];
      }
      for (let k = 0; k < order; k++) {
        for (const { node, x, a, b } of steps) {
          if (node.of.length > 0) x[k] = coefficient(node, x, a, b, k);
        }
        for (let i = 0; i < rates.length; i++) {
          const next = rates[i][k] / (k + 1);
          states[i][k + 1] = next;
          coefficients[i * width + k + 1] = next;
          if (k === 0) coefficients[i * width] = s[i];
        }
      }
    },
  };
}

/** Coefficient k of a node from those of its arguments; `b` is the other of a sine and a cosine. */
function coefficient(
  { operation, value }: Expression,
  x: Float64Array,
  a: Float64Array,
  b: Float64Array,
  k: number,
): number {
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
