/** A point or a comma before the decimals. */
export type DecimalMark = '.' | ',';

const withPoint = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/;
const withComma = /^[+-]?(\d+,?\d*|,\d+)([eEdD][+-]?\d+)?$/;
const gap = /^(|n\.?a\.?|n\/a|nan|null|none|nil|missing|-+|\.+|\?|#n\/a|#value!|#div\/0!)$/i;
const infinite = /^[+-]?inf(inity)?$/i;

/** Whether a cell says that there is no value: empty, NA, NaN, null, -, … */
export function isGap(cell: string): boolean {
  return gap.test(cell);
}

/** Whether a cell is a number in decimal notation: not a word, a gap, a date or hexadecimal; infinity counts. */
export function isNumber(cell: string, decimal: DecimalMark): boolean {
  const text = cell.replace('\u2212', '-');
  return (decimal === '.' ? withPoint : withComma).test(text) || infinite.test(text);
}

/**
 * The value of a cell, as close as a float64 comes to it.
 * @returns NaN for a gap, undefined for what is no number
 */
export function numberIn(cell: string, decimal: DecimalMark): number | undefined {
  if (isGap(cell)) return NaN;
  if (!isNumber(cell, decimal)) return undefined;
  const text = cell.replace('\u2212', '-');
  if (infinite.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  // Fortran writes D before the exponent.
  return Number(text.replace(',', '.').replace(/[dD]/, 'e'));
}
