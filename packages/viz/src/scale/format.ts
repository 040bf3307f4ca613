import { format } from 'd3-format';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** An integer as raised digits: -4 becomes ⁻⁴. */
export function superscript(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)), (digit) => superscripts[Number(digit)] ?? '').join(
    '',
  );
  return exponent < 0 ? `⁻${digits}` : digits;
}

/**
 * Writes a number for reading: three significant digits, a true minus sign, thousands separated by commas,
 * and powers of ten (6.2×10⁻⁴) outside 0.001 … 999,999. Not finite: 'not finite'.
 *
 * @example
 * ```ts
 * import { formatNumber } from '@hgn/viz';
 * console.log(formatNumber(-1234.5)); // −1,235
 * console.log(formatNumber(0.00062)); // 6.2×10⁻⁴
 * ```
 */
export function formatNumber(value: number, significant = 3): string {
  if (!Number.isFinite(value)) return 'not finite';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude < 1e-3 || magnitude >= 999_999.5) return formatScientific(value, significant);
  if (magnitude >= 10 ** significant) return format(',.0f')(value);
  return format(`.${significant}~r`)(value);
}

/** Writes a number as a mantissa and a power of ten; the mantissa 1 is left out. */
export function formatScientific(value: number, significant = 3): string {
  if (value === 0) return '0';
  const [mantissa = '', exponent = '0'] = format(`.${significant - 1}~e`)(value).split('e');
  if (Number(exponent.replace('−', '-')) === 0) return mantissa;
  const power = `10${superscript(Number(exponent.replace('−', '-')))}`;
  if (mantissa === '1') return power;
  if (mantissa === '−1') return `−${power}`;
  return `${mantissa}×${power}`;
}

/** Labels for evenly spaced ticks: as many decimals as the step needs, the same for all. */
export function formatTicks(values: readonly number[], step: number): readonly string[] {
  const largest = Math.max(...values.map(Math.abs), 0);
  if (largest >= 1e6 || (largest > 0 && largest < 1e-3)) {
    const digits =
      step > 0 ? Math.max(1, Math.min(16, Math.floor(Math.log10(largest / step) + 1.000001) + 1)) : 3;
    return values.map((value) => formatScientific(value, digits));
  }
  if (largest >= 10_000 && step >= 100 && step % 100 === 0) {
    return values.map((value) => (value === 0 ? '0' : `${format('~r')(value / 1000)}k`));
  }
  const decimals = step > 0 ? Math.max(0, Math.min(20, -Math.floor(Math.log10(step) + 1e-9))) : 0;
  return values.map((value) => (value === 0 ? '0' : format(`,.${decimals}f`)(value)));
}

/**
 * Labels for ticks on a logarithmic axis: plain numbers if all lie within 0.001 … 100,000, powers of ten otherwise;
 * with as many digits as keep neighbours apart.
 */
export function formatLogTicks(values: readonly number[]): readonly string[] {
  const plain = values.every((value) => value > 0.00099 && value < 100_001);
  for (let digits = 2; ; digits++) {
    const write = plain ? format(`,.${digits}~r`) : (value: number) => formatScientific(value, digits);
    const labels = values.map((value) => write(value));
    if (digits >= 16 || new Set(labels).size === new Set(values).size) return labels;
  }
}
