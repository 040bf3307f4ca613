import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { contestants, type ContestantName } from './contestants.ts';
import { densities, type DensityName } from './densities.ts';
import { TRAINING_SAMPLES, type Budget } from './judge.ts';
import { zukoFlows, zukoProgram, type ZukoName } from './zuko.ts';

/** The name of a flow, ours or zuko's. */
export type FlowName = ContestantName | ZukoName;

/** Whether a flow is zuko's. */
export function isZuko(name: FlowName): name is ZukoName {
  return name in zukoFlows;
}

/** All that decides what becomes of a flow on a density, but for seed and budget. */
export function settingsOf(flow: FlowName, density: DensityName): object {
  if (isZuko(flow)) {
    const program = readFileSync(new URL(`../../peers/${zukoProgram}`, import.meta.url), 'utf8');
    return { ...zukoFlows[flow], program, samples: TRAINING_SAMPLES };
  }
  const { make, training } = contestants[flow];
  return { flow: make(densities[density].features).config, training, samples: TRAINING_SAMPLES };
}

/** The name that a trial's row is kept under: of everything that decides it, so that what changed is measured again. */
export function trialName(
  density: DensityName,
  flow: FlowName,
  { seed, seconds, points, draws }: Budget,
  settings: object = settingsOf(flow, density),
): string {
  const print = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 10);
  return `${density}-${flow}-${print}-seed-${seed}-${seconds}-s-${points}-points-${draws}-draws`;
}
