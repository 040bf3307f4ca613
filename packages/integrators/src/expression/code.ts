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
  // The text is made of numbers and names of our own alone.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function(...parameters, `'use strict';\n${body}`) as (...given: never[]) => unknown;
}

/** A sum as a balanced tree, which a processor adds in fewer steps than a chain. */
export function sumText(terms: readonly string[]): string {
  if (terms.length === 0) return '0';
  if (terms.length === 1) return terms[0];
  const half = terms.length >> 1;
  return `(${sumText(terms.slice(0, half))} + ${sumText(terms.slice(half))})`;
}

/** x to a power, without Math.pow where that is slow. */
export function powerText(x: string, exponent: number): string {
  if (exponent === 2) return `${x} * ${x}`;
  if (exponent === -1) return `1 / ${x}`;
  if (exponent === -2) return `1 / (${x} * ${x})`;
  if (exponent === 0.5) return `Math.sqrt(${x})`;
  if (exponent === -0.5) return `1 / Math.sqrt(${x})`;
  if (exponent === 1.5) return `${x} * Math.sqrt(${x})`;
  if (exponent === -1.5) return `1 / (${x} * Math.sqrt(${x}))`;
  if (exponent === -2.5) return `1 / (${x} * ${x} * Math.sqrt(${x}))`;
  return `Math.pow(${x}, ${exponent})`;
}
