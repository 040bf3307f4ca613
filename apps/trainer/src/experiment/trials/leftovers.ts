import { basename, dirname, join } from 'node:path';
import { clearLeftovers } from '../../runs/leftovers.ts';
import type { Experiment } from '../load.ts';
import { slug } from '../plan.ts';

/**
 * Removes what a killed process left half-written of an experiment's records and tables, and of nothing else that lies
 * there. To be called by its only writer.
 *
 * @param files the records that there may be
 */
export async function clearRecords(
  { tablePath, systems }: Pick<Experiment, 'tablePath' | 'systems'>,
  files: readonly string[],
): Promise<void> {
  const names = new Map<string, string[]>();
  const note = (file: string): void => {
    const folder = dirname(file);
    names.set(folder, [...(names.get(folder) ?? []), basename(file)]);
  };
  for (const file of files) note(file);
  for (const { name, system } of systems) note(join(tablePath, `${slug(name ?? system)}.svg`));
  for (const [folder, entries] of names) await clearLeftovers(folder, entries);
  for (const ending of ['md', 'csv', 'html']) await clearLeftovers(`${tablePath}.${ending}`);
}
