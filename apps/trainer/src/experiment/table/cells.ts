import type { Cell, Row, Spread, TableColumn } from './aggregate.ts';

/** What stands where there is nothing: never 0. */
export const nothing = '–';

/** A cell as text: `0.162 ± 0.012`, with `(n = 2)` when fewer seeds have it than finished. */
export function cellText(cell: Cell, { finished }: Pick<Row, 'finished'>): string {
  if (cell === null) return nothing;
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return plain(cell, 3);
  const some = cell.n < finished ? ` (n = ${cell.n})` : '';
  return `${spreadText(cell)}${some}`;
}

/** Mean with three significant digits and the deviation to the same decimal place. */
function spreadText({ mean, deviation }: Spread): string {
  const size = Math.max(Math.abs(mean), deviation ?? 0);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return deviation === null
      ? mean.toExponential(2)
      : `${mean.toExponential(2)} ± ${deviation.toExponential(1)}`;
  }
  const decimals = size === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(size)));
  return deviation === null
    ? mean.toFixed(decimals)
    : `${mean.toFixed(decimals)} ± ${deviation.toFixed(decimals)}`;
}

function plain(value: number, digits: number): string {
  const text = String(value);
  return text.length <= 8 ? text : value.toPrecision(digits);
}

/** How many seeds there are: `3`, `2, 1 diverged`, `1, 2 missing`. */
export function seedsText({ finished, diverged, failed, missing }: Row): string {
  const others = Object.entries({ diverged, failed, missing })
    .filter(([, n]) => n > 0)
    .map(([what, n]) => `${n} ${what}`);
  return [String(finished), ...others].join(', ');
}

/** A column's heading in one line. */
export const heading = ({ label, unit }: TableColumn): string =>
  unit === undefined ? label : `${label} (${unit})`;
