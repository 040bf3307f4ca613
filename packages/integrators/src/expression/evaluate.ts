import type { Gradient } from '../core/system.ts';
import { fromText, lineOf, nameOf, sine } from './code.ts';
import { inOrder, type Expression } from './expression.ts';
import { coefficient, walked } from './walk.ts';

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
  const { steps, of } = walked(nodes, 1);
  const results = outputs.map(of);
  return (q, p, out, t) => {
    for (const step of steps) {
      const { operation, value, of: given } = step.node;
      if (operation === 'time') step.x[0] = t;
      else if (operation === 'coordinate') step.x[0] = value < n ? q[value] : p[value - n];
      else if (given.length > 0) step.x[0] = coefficient(step, 0);
    }
    for (let i = 0; i < results.length; i++) out[i] = results[i][0];
    return out;
  };
}
