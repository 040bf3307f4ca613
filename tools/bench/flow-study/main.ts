import { formatted } from '@hgn/testing/formatted';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { document } from './document.ts';
import { densitiesFigure, hamiltonianFigure } from './figure.ts';
import { docs, readJson, readTrial, write, writeJson, writeTrial } from './records.ts';
import { runTrial, type TrialRecord } from './runTrial.ts';
import { runTabular, tabularProtocol, type TabularRecord } from './tabular.ts';
import { fileName, trials } from './trials.ts';

export const title =
  'The study of docs/flows.md: trains what is not recorded yet, then writes page and figures';

/**
 * Runs every trial that has no record with today's settings, then writes the page and its figures. A trial is recorded when
 * it is done, so that the study may be stopped and started again at any time. With `--recorded` nothing is trained and the
 * page tells of the trials that there are; with `--no-figures` figures stay as they are.
 */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const records: TrialRecord[] = [];
  for (const [index, trial] of trials.entries()) {
    const found = readTrial(trial);
    if (found === undefined && args.includes('--recorded')) continue;
    const record = found ?? (await newRecord(trial));
    const { forwardDivergence, trainingSeconds } = record;
    log(
      `${index + 1}/${trials.length} ${fileName(trial)}: ${forwardDivergence.toFixed(3)} nats, ${trainingSeconds} s`,
    );
    records.push(record);
  }
  const tabular = await tabularRecord(log);
  if (!args.includes('--no-figures')) {
    write(new URL('flows/densities.svg', docs), await densitiesFigure(log));
    write(new URL('flows/hamiltonians.svg', docs), await hamiltonianFigure('NHF', log));
    write(new URL('flows/fixed-kinetic.svg', docs), await hamiltonianFigure('FK-NHF', log));
  }
  const page = new URL('flows.md', docs);
  write(page, await formatted('flows.md', document(records, tabular)));
  return records.map(({ target, flow, seed, forwardDivergence, boundDivergence }) => ({
    target,
    flow,
    seed,
    forwardDivergence,
    boundDivergence,
  }));
}

async function newRecord(trial: (typeof trials)[number]): Promise<TrialRecord> {
  const { record, trained } = await runTrial(trial);
  writeTrial(record, trained);
  await trained.dispose();
  return record;
}

async function tabularRecord(log: (line: string) => void): Promise<TabularRecord> {
  const file = new URL('flows/tabular.json', docs);
  const kept = readJson(file) as TabularRecord | undefined;
  if (kept && JSON.stringify(kept.protocol) === JSON.stringify(tabularProtocol)) return kept;
  const record = await runTabular(log);
  writeJson(file, record);
  return record;
}
