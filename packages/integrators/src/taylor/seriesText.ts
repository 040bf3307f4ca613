import { fromText, powerText, sumText } from '../expression/code.ts';
import type { Expression } from '../expression/expression.ts';
import { isPair } from './pairs.ts';
import type { Series } from './series.ts';

/** How many products one function may have, with all numbers in variables: beyond, WebAssembly is faster. */
const longest = 1_200;

/** The Taylor coefficients as straight code; undefined where that would be too long. */
export function seriesFromText(
  nodes: readonly Expression[],
  field: readonly Expression[],
  order: number,
): Series | undefined {
  const lines: string[] = [];
  let products = 0;
  const assign = (variable: string, value: string) => {
    lines.push(`const ${variable} = ${value};`);
  };
  const zero = new Set<string>();
  const name = (a: Expression, k: number) => `x${a.id < 0 ? `m${-a.id}` : a.id}_${k}`;
  /** Coefficient k of a node as text; undefined where it is 0. */
  const text = (a: Expression, k: number): string | undefined => {
    if (a.operation === 'constant') return k === 0 ? `(${a.value})` : undefined;
    return zero.has(name(a, k)) ? undefined : name(a, k);
  };
  const set = (a: Expression, k: number, value: string) => {
    if (value === '0') zero.add(name(a, k));
    else assign(name(a, k), value);
  };
  /** The sum of w[j] a[j] b[k - j] for j in a range. */
  const convolution = (
    a: Expression,
    b: Expression,
    k: number,
    from: number,
    to: number,
    w: (j: number) => number = () => 1,
  ) => {
    const terms: string[] = [];
    for (let j = from; j <= to; j++) {
      const [left, right] = [text(a, j), text(b, k - j)];
      if (left === undefined || right === undefined || w(j) === 0) continue;
      products++;
      terms.push(w(j) === 1 ? `${left} * ${right}` : `${w(j)} * ${left} * ${right}`);
    }
    return terms;
  };
  const emit = (node: Expression, k: number): string => {
    const [a, b] = node.of;
    const inverse = `i${Math.abs(node.id)}`;
    switch (node.operation) {
      case 'constant':
        return '0';
      case 'coordinate':
        return k === 0 ? `s[${node.value}]` : '';
      case 'time':
        return k === 0 ? 't[0]' : k === 1 ? '1' : '0';
      case 'sum':
        return [text(a, k), text(b, k)].filter((x) => x !== undefined).join(' + ') || '0';
      case 'product':
        return sumText(convolution(a, b, k, 0, k));
      case 'quotient': {
        const top = text(a, k);
        if (k === 0) {
          assign(inverse, `1 / ${text(b, 0) ?? '0'}`);
          return `${top ?? '0'} * ${inverse}`;
        }
        return `(${top ?? '0'} - ${sumText(convolution(b, node, k, 1, k))}) * ${inverse}`;
      }
      case 'power': {
        const base = text(a, 0) ?? '0';
        if (node.value === 2) {
          const half = convolution(a, a, k, 0, Math.ceil(k / 2) - 1);
          const middle = k % 2 === 0 ? convolution(a, a, k, k / 2, k / 2) : [];
          return [...(half.length > 0 ? [`2 * ${sumText(half)}`] : []), ...middle].join(' + ') || '0';
        }
        if (k === 0) {
          assign(inverse, `1 / ${base}`);
          return powerText(base, node.value);
        }
        const weight = (j: number) => (k * node.value - j * (node.value + 1)) / k;
        const terms = convolution(node, a, k, 0, k - 1, weight);
        return terms.length === 0 ? '0' : `${sumText(terms)} * ${inverse}`;
      }
      case 'sin':
      case 'cos':
      case 'exp': {
        if (k === 0) return `Math.${node.operation}(${text(a, 0) ?? '0'})`;
        const other = node.operation === 'exp' ? node : nodes.find((x) => x !== node && isPair(x, node));
        const sign = node.operation === 'cos' ? -1 : 1;
        return sumText(convolution(a, other ?? node, k, 1, k, (j) => (sign * j) / k));
      }
      case 'log': {
        if (k === 0) {
          assign(inverse, `1 / ${text(a, 0) ?? '0'}`);
          return `Math.log(${text(a, 0) ?? '0'})`;
        }
        const terms = convolution(node, a, k, 1, k - 1, (j) => j / k);
        return `(${text(a, k) ?? '0'} - ${sumText(terms)}) * ${inverse}`;
      }
    }
  };
  for (let k = 0; k < order; k++) {
    for (const node of nodes) {
      if (node.operation === 'coordinate' && k > 0) continue;
      if (node.operation !== 'constant') set(node, k, emit(node, k));
    }
    field.forEach((rate, i) => {
      const next = text(rate, k) ?? '0';
      const state = nodes.find(({ operation, value }) => operation === 'coordinate' && value === i);
      const value = k === 0 ? next : `${next} * ${1 / (k + 1)}`;
      if (k === 0) lines.push(`c[${i * (order + 1)}] = s[${i}];`);
      if (state === undefined) lines.push(`c[${i * (order + 1) + k + 1}] = ${value};`);
      else {
        set(state, k + 1, next === '0' ? '0' : value);
        lines.push(`c[${i * (order + 1) + k + 1}] = ${text(state, k + 1) ?? '0'};`);
      }
    });
    if (products > longest) return undefined;
  }
  const coefficients = new Float64Array(field.length * (order + 1));
  const fill = fromText(['s', 't', 'c'], lines.join('\n')) as unknown as (
    s: Float64Array,
    t: Float64Array,
    c: Float64Array,
  ) => void;
  return {
    coefficients,
    fill: (s, t) => {
      fill(s, t, coefficients);
    },
  };
}
