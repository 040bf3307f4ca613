// Writes the generated parts of packages/integrators/docs:
// `node --import tsx --conditions=@hgn/source tools/bench/integrators/docs.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { propertiesTable } from '../../../packages/integrators/test/helpers/propertiesTable.ts';
import { charts } from './charts.ts';

const docs = new URL('../../../packages/integrators/docs/', import.meta.url);
for (const [file, svg] of charts()) writeFileSync(new URL(file, docs), svg);

const page = new URL('which-method.md', docs);
const marks = /(<!-- table: [^>]*-->)[\s\S]*(<!-- end of table -->)/;
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(
    marks,
    (_, begin: string, end: string) => `${begin}\n\n${propertiesTable()}\n\n${end}`,
  ),
);
