/** One column of a table. */
export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right';
}

/** A plain text table: header, rule, rows; columns two spaces apart, no trailing blanks. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ header }, i) => Math.max(header.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (columns[i].align === 'left' ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(columns.map(({ header }) => header)), rule, ...rows.map(line)].join('\n') + '\n';
}
