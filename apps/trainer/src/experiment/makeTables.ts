import type { TableOptions } from './options.ts';
import type { Io } from '../io.ts';
import { loadExperiment } from './load.ts';
import { planTrials } from './plan.ts';
import { lookUp } from './state.ts';
import { writeTables } from './table/writeTables.ts';

/** Runs `hgn experiment table`: the tables again, from the recorded trials alone. */
export async function makeTables(file: string, { json }: TableOptions, io: Io): Promise<void> {
  const experiment = await loadExperiment(file, io);
  const trials = await lookUp(experiment, planTrials(experiment, io), io);
  const tables = await writeTables(experiment, trials, io);
  if (json === true) io.stdout.write(`${JSON.stringify({ experiment: experiment.name, tables })}\n`);
  else io.stdout.write(`tables: ${Object.values(tables).join(', ')}\n`);
}
