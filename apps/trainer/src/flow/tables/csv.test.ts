import { expect, it } from 'vitest';
import { formatCsv, parseCsv } from './csv.ts';

it('names of columns are no formulas to a spreadsheet, and the same names again to whoever reads them here', () => {
  const columns = ['=1+1', '@x', '-y', 'a, b', 'plain'];
  const text = formatCsv({ columns, data: Float64Array.from([1, 2, 3, 4, 5]), rows: 1 });
  expect(text).toBe("'=1+1,'@x,'-y,\"a, b\",plain\n1,2,3,4,5\n");
  expect(parseCsv(text, 'x.csv').columns).toEqual(columns);
});
