import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { readTrial, writeTrial } from './records.ts';
import { runTrial, type TrialRecord } from './runTrial.ts';
import { fileName, trials } from './trials.ts';

export const title =
  'The study of docs/flows.md: trains what is not recorded yet, then writes page and figures';

/**
 * Runs every trial that has no record with today's settings. A trial is recorded when it is done, so that the study may be
 * stopped and started again at any time.
 */
export async function run({ log }: BenchmarkOptions): Promise<object[]> {
  for (const [index, trial] of trials.entries()) {
    if (readTrial(trial) !== undefined) continue;
    const { record, trained } = await runTrial(trial);
    writeTrial(record, trained);
    await trained.dispose();
    const { forwardDivergence, trainingSeconds } = record;
    log(
      `${index + 1}/${trials.length} ${fileName(trial)}: ${forwardDivergence.toFixed(3)} nats, ${trainingSeconds} s`,
    );
  }
  return trials.map((trial) => {
    const { target, flow, seed, forwardDivergence, boundDivergence } = {
      ...trial,
      ...readTrial(trial),
    } as TrialRecord;
    return { target, flow, seed, forwardDivergence, boundDivergence };
  });
}
