// Writes the generated parts of packages/integrators/docs: the table of methods, and with `charts` the charts too.
// `npm run integrators:docs` or `npm run integrators:docs -- charts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { propertiesTable } from '../../../packages/integrators/test/helpers/propertiesTable.ts';
import { chartsByProblem } from './guide/byProblem.ts';
import { charts } from './guide/charts.ts';

const docs = new URL('../../../packages/integrators/docs/', import.meta.url);
if (process.argv.includes('charts')) {
  for (const [file, svg] of [...charts(), ...chartsByProblem()]) writeFileSync(new URL(file, docs), svg);
}

const page = new URL('which-method.md', docs);
const marks = /(<!-- table: [^>]*-->)[\s\S]*(<!-- end of table -->)/;
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(
    marks,
    (_, begin: string, end: string) => `${begin}\n\n${propertiesTable()}\n\n${end}`,
  ),
);
