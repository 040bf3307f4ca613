/** Rows as an aligned text table: one column per key, numbers to four digits and to the right. */
export function formatTable(rows: readonly object[]): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => keys.map((key) => formatCell((row as Record<string, unknown>)[key])));
  const widths = keys.map((key, k) => Math.max(key.length, ...cells.map((line) => line[k].length)));
  const isNumeric = keys.map((key) =>
    rows.every((row) => typeof (row as Record<string, unknown>)[key] === 'number'),
  );
  const align = (line: readonly string[]) =>
    line
      .map((cell, k) => (isNumeric[k] ? cell.padStart(widths[k]) : cell.padEnd(widths[k])))
      .join('  ')
      .trimEnd();
  return [align(keys), align(widths.map((width) => '─'.repeat(width))), ...cells.map(align)].join('\n');
}

function formatCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(+value.toPrecision(4));
  return typeof value === 'string' ? value : JSON.stringify(value);
}
