import { formatNumber } from '../scale/format.ts';
import { extent } from '../scale/scale.ts';
import type { Numbers } from './lines.ts';

/** One sentence about a series of numbers: where it starts and ends, and its extremes. */
export function describeSeries(label: string, values: Numbers): string {
  const finite = Array.from(values).filter(Number.isFinite);
  const [first, last, span] = [finite[0], finite.at(-1), extent(finite)];
  if (first === undefined || last === undefined || span === undefined) return `${label}: no values.`;
  if (finite.length === 1) return `${label}: ${formatNumber(first)}.`;
  const range = `between ${formatNumber(span[0])} and ${formatNumber(span[1])}`;
  return `${label}: from ${formatNumber(first)} to ${formatNumber(last)}, ${range}.`;
}

/** Sentences for at most `most` series, and a count of the others. */
export function describeAll(
  series: readonly { readonly label: string; readonly values: Numbers }[],
  most = 8,
): string {
  const told = series.slice(0, most).map(({ label, values }) => describeSeries(label, values));
  return [...told, ...(series.length > most ? [`And ${series.length - most} more.`] : [])].join(' ');
}

/** Says how many values are missing from a figure and why, or nothing if all are drawn. */
export function missingNote(counts: {
  readonly notFinite: number;
  readonly notPositive: number;
}): string | undefined {
  const parts = [
    counts.notFinite > 0 ? `${counts.notFinite} not finite` : '',
    counts.notPositive > 0 ? `${counts.notPositive} not positive (logarithmic scale)` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : `Values not drawn: ${parts.join(', ')}.`;
}
