import type { Gradient } from '../core/system.ts';
import { fromText, lineOf, nameOf, sine } from './code.ts';
import { inOrder, type Expression } from './expression.ts';

/** A gradient that fills `out` with the values of expressions: straight code, or where that may not be, a list walked. */
export function gradientOf(outputs: readonly Expression[], n: number, compiled: boolean): Gradient {
  const nodes = inOrder(outputs);
  const timed = nodes.some(({ operation }) => operation === 'time');
  const fill = compiled ? compiledGradient(nodes, outputs, n) : walkedGradient(nodes, outputs, n);
  // A gradient that reads the time must show that it has a fourth parameter, and one that does not that it has none.
  return timed ? (q, p, out, t) => fill(q, p, out, t) : (q, p, out) => fill(q, p, out, NaN);
}

function compiledGradient(nodes: readonly Expression[], outputs: readonly Expression[], n: number): Gradient {
  const lines = nodes.map((node) => lineOf(node, (c) => (c < n ? `q[${c}]` : `p[${c - n}]`)));
  lines.push(...outputs.map((node, i) => `out[${i}] = ${nameOf(node)};`), 'return out;');
  // Outside of the function, so that the sine is made once.
  const text = `${sine}return (q, p, out, t) => { ${lines.join('\n')} };`;
  return fromText([], text)() as Gradient;
}

function walkedGradient(nodes: readonly Expression[], outputs: readonly Expression[], n: number): Gradient {
  const at = new Map(nodes.map(({ id }, i) => [id, i]));
  const place = (a: Expression | undefined) => (a === undefined ? 0 : (at.get(a.id) ?? 0));
  const [first, second] = [0, 1].map((k) => Int32Array.from(nodes, ({ of }) => place(of[k])));
  const values = new Float64Array(nodes.length);
  const results = outputs.map(place);
  return (q, p, out, t) => {
    for (let i = 0; i < nodes.length; i++) {
      const { operation, value } = nodes[i];
      const [a, b] = [values[first[i]], values[second[i]]];
      switch (operation) {
        case 'constant':
          values[i] = value;
          break;
        case 'coordinate':
          values[i] = value < n ? q[value] : p[value - n];
          break;
        case 'time':
          values[i] = t;
          break;
        case 'sum':
          values[i] = a + b;
          break;
        case 'product':
          values[i] = a * b;
          break;
        case 'quotient':
          values[i] = a / b;
          break;
        case 'power':
          values[i] = a ** value;
          break;
        default:
          values[i] = Math[operation](a);
      }
    }
    for (let i = 0; i < results.length; i++) out[i] = values[results[i]];
    return out;
  };
}
