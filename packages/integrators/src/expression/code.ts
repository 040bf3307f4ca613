import type { Expression } from './expression.ts';

/** Whether the page or the process lets code be made of text; a Content-Security-Policy may forbid it. */
export function mayCompile(): boolean {
  try {
    return fromText([], 'return true')() === true;
  } catch {
    return false;
  }
}

/** The function with these parameters and this body. */
export function fromText(parameters: readonly string[], body: string): (...given: never[]) => unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is made of numbers and names of our own alone
  return new Function(...parameters, `'use strict';\n${body}`) as (...given: never[]) => unknown;
}

/** x to a power, without Math.pow where that is slow. */
function powerText(x: string, exponent: number): string {
  const size = Math.abs(exponent);
  if (size > 3 || (2 * size) % 1 !== 0) return `Math.pow(${x}, ${exponent})`;
  const factors = Array.from({ length: Math.floor(size) }, () => x);
  if (size % 1 !== 0) factors.push(`Math.sqrt(${x})`);
  return exponent > 0 ? factors.join(' * ') : `1 / (${factors.join(' * ')})`;
}

/** The name of a node's value in code. */
export const nameOf = ({ id, operation, value }: Expression): string =>
  operation === 'constant' ? `(${value})` : `x${id}`;

/** The line that sets a node's value from those of its arguments; `coordinate` names coordinates, q and then p. */
export function lineOf(node: Expression, coordinate: (c: number) => string): string {
  const [a, b] = node.of.map(nameOf);
  const { operation, value } = node;
  const text = {
    constant: '',
    coordinate: coordinate(value),
    time: 't',
    sum: `${a} + ${b}`,
    product: `${a} * ${b}`,
    quotient: `${a} / ${b}`,
    power: powerText(a, value),
    sin: `sin(${a})`,
    cos: `Math.cos(${a})`,
    exp: `Math.exp(${a})`,
    log: `Math.log(${a})`,
  }[operation];
  return text === '' ? '' : `const ${nameOf(node)} = ${text};`;
}

/** Adding this to a number below 2^51 rounds it to a whole one, which then stands in its lowest bits. */
export const rounder = 1.5 * 2 ** 52;
/** Pi in parts of 32 bits and the rest, so that multiples below a million are exact. */
export const pi = [3.1415926534682512, 1.2154201012607932e-10, 4.044532497591901e-21];
/** (sin r - r) / r^3 in r^2 up to pi / 2, by interpolation at Chebyshev's nodes in 60 digits. */
export const sineSeries = [
  -0.16666666666666666, 0.008333333333333316, -0.00019841269841254971, 2.755731921916275e-6,
  -2.5052107616935044e-8, 1.605897730850011e-10, -7.643970170240761e-13, 2.7314431889670642e-15,
];

const [c0, c1, c2, c3, c4, c5, c6, c7] = sineSeries;
/** The sine, right to 2 units of the last place: twice as fast as V8's where it is in line with what follows. */
export const sine = `
const sin = (x) => {
let r = x;
if (!(Math.abs(x) <= ${Math.PI / 2})) {
if (!(Math.abs(x) <= 1e6)) return Math.sin(x);
const m = x * ${1 / Math.PI} + ${rounder} - ${rounder};
const a = x - m * ${pi[0]}, b = m * ${pi[1]}, c = a - b;
r = c + (a - c - b - m * ${pi[2]});
if ((m & 1) !== 0) r = -r;
}
const z = r * r, w = z * z;
return r + r * z * (${c0} + ${c1} * z + w * (${c2} + ${c3} * z) + w * w * (${c4} + ${c5} * z + w * (${c6} + ${c7} * z)));
};
`;
