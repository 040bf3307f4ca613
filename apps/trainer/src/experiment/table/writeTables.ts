import { relative } from 'node:path';
import type { Io } from '../../io.ts';
import { writeFileAtomic } from '../../runs/writeFile.ts';
import type { Experiment } from '../load.ts';
import type { KnownTrial } from '../state.ts';
import { aggregate } from './aggregate.ts';
import { csvTable } from './csv.ts';
import { htmlPage } from './html.ts';
import { markdownPage } from './markdown.ts';

/** Where the tables are, from the working folder. */
export interface TablePaths {
  readonly markdown: string;
  readonly csv: string;
  readonly html: string;
}

/** Writes the tables of an experiment from its records. */
export async function writeTables(
  experiment: Experiment,
  trials: readonly KnownTrial[],
  { cwd }: Pick<Io, 'cwd'>,
): Promise<TablePaths> {
  const table = aggregate(experiment, trials);
  const path = experiment.tablePath;
  await writeFileAtomic(`${path}.md`, markdownPage(experiment, table, trials));
  await writeFileAtomic(`${path}.csv`, csvTable(table));
  await writeFileAtomic(`${path}.html`, htmlPage(experiment, table, trials));
  const shown = relative(cwd, path);
  return { markdown: `${shown}.md`, csv: `${shown}.csv`, html: `${shown}.html` };
}
