import { formatNumber } from '../scale/format.ts';
import { escapeText } from '../svg/string.ts';

/** One column of a table. */
export interface TableColumn {
  readonly label: string;
  /** Written small after the label; default none. */
  readonly unit?: string | undefined;
  /** Digits after the decimal point for the numbers of this column; default: three significant digits each. */
  readonly decimals?: number | undefined;
}

/** What a cell holds; null and numbers that are not finite are drawn as a dash. */
export type TableCell = string | number | null;

/** A table; a column whose cells are all numbers is aligned at the decimal point. */
export interface Table {
  readonly columns: readonly (string | TableColumn)[];
  readonly rows: readonly (readonly TableCell[])[];
  /** What the table shows, written above it; default none. */
  readonly caption?: string | undefined;
}

const figureSpace = '\u2007';
const punctuationSpace = '\u2008';

/**
 * Writes a table as HTML; the first column heads its rows.
 *
 * @throws RangeError if a row has not one cell a column.
 */
export function tableHtml(table: Table): string {
  const columns = table.columns.map((column) => (typeof column === 'string' ? { label: column } : column));
  table.rows.forEach((row, index) => {
    if (row.length !== columns.length) {
      throw new RangeError(
        `htmlReport: every row of a table must have one cell a column, but row ${index} has ${row.length} for ${columns.length}; use null for an empty cell`,
      );
    }
  });
  const numeric = columns.map((_, index) => table.rows.every((row) => typeof row[index] !== 'string'));
  const cells = columns.map((column, index) =>
    columnTexts(
      table.rows.map((row) => row[index] ?? null),
      column.decimals,
    ),
  );
  const head = columns
    .map(({ label, unit }, index) => {
      const small = unit === undefined ? '' : ` <small>${escapeText(unit)}</small>`;
      return `<th scope="col"${numeric[index] ? ' class="number"' : ''}>${escapeText(label)}${small}</th>`;
    })
    .join('');
  const body = table.rows
    .map((_, row) => {
      const line = columns.map((_, index) => {
        const text = escapeText(cells[index]?.[row] ?? '');
        const kind = numeric[index] ? ' class="number"' : '';
        return index === 0 ? `<th scope="row"${kind}>${text}</th>` : `<td${kind}>${text}</td>`;
      });
      return `<tr>${line.join('')}</tr>`;
    })
    .join('\n');
  const caption = table.caption === undefined ? '' : `<caption>${escapeText(table.caption)}</caption>`;
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeText(table.caption ?? 'Table')}"><table>${caption}<thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

/** The texts of one column, numbers padded with spaces of a digit's width so that their points stand in line. */
function columnTexts(cells: readonly TableCell[], decimals: number | undefined): readonly string[] {
  const texts = cells.map((cell) => {
    if (cell === null || (typeof cell === 'number' && !Number.isFinite(cell))) return '–';
    if (typeof cell === 'string') return cell;
    return decimals === undefined ? formatNumber(cell) : cell.toFixed(decimals).replace('-', '−');
  });
  if (cells.some((cell) => typeof cell === 'string')) return texts;
  const fractions = texts.map((text) => /^[−\d,]+(?:\.(\d+))?$/.exec(text)?.[1]?.length ?? 0);
  const longest = Math.max(0, ...fractions);
  return texts.map((text, index) => {
    if (!/^[−\d,.]+$/.test(text) || longest === 0) return text;
    const fraction = fractions[index] ?? 0;
    return text + (fraction === 0 ? punctuationSpace : '') + figureSpace.repeat(longest - fraction);
  });
}
