import { mkdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { toSvgString } from '@hgn/viz';
import type { Io } from '../../io.ts';
import { writeFileAtomic } from '../../runs/writeFile.ts';
import type { Experiment } from '../load.ts';
import { slug } from '../plan.ts';
import type { KnownTrial } from '../state.ts';
import { aggregate } from './aggregate.ts';
import { csvTable } from './csv.ts';
import { htmlPage } from './html.ts';
import { leadFigures } from './leadFigure.ts';
import { markdownPage } from './markdown.ts';

/** Where the tables are, from the working folder. */
export interface TablePaths {
  readonly markdown: string;
  readonly csv: string;
  readonly html: string;
}

/** Writes the tables of an experiment from its records, and the figures that lead them into a folder of that name. */
export async function writeTables(
  experiment: Experiment,
  trials: readonly KnownTrial[],
  { cwd }: Pick<Io, 'cwd'>,
): Promise<TablePaths> {
  const table = aggregate(experiment, trials);
  const path = experiment.tablePath;
  const pictures: Record<string, string> = {};
  for (const { system, draw } of leadFigures(experiment, trials)) {
    const name = `${slug(system)}.svg`;
    await mkdir(path, { recursive: true });
    await writeFileAtomic(join(path, name), `${toSvgString(draw({}))}\n`);
    pictures[system] = `${basename(path)}/${name}`;
  }
  await writeFileAtomic(`${path}.md`, markdownPage(experiment, table, trials, pictures));
  await writeFileAtomic(`${path}.csv`, csvTable(table));
  await writeFileAtomic(`${path}.html`, htmlPage(experiment, table, trials));
  const shown = relative(cwd, path);
  return { markdown: `${shown}.md`, csv: `${shown}.csv`, html: `${shown}.html` };
}
