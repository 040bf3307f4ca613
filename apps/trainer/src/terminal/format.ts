/** Seconds as `4s`, `3m 20s` or `2h 05m`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${pad(Math.floor((whole % 3600) / 60))}m`;
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** A number with three significant digits, in plain notation where that is short: `0.0123`, `1.62e-5`, `250`. */
export function short(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  if (size >= 100) return String(Math.round(value));
  return value.toPrecision(3);
}

/** How many times one number fits into another, as `396x` or `1.2x`. */
export function times(ratio: number): string {
  if (!Number.isFinite(ratio)) return '-';
  return `${ratio >= 10 ? String(Math.round(ratio)) : ratio.toFixed(1)}x`;
}

/** Bytes as `1.5 MB` (powers of 1000). */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** power;
  return `${power === 0 ? String(value) : value.toFixed(1)} ${units[power]}`;
}

/** A count with its noun: `1 trajectory`, `16 trajectories`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
