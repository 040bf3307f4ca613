import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors } from '@hgn/training';
import { startPeer } from '../../peers/contestant.ts';
import type { Density } from './density.ts';
import { distanceOf, TRAINING_SAMPLES, type Budget, type Judgement } from './judge.ts';

/** zuko's flows by the name that the command line takes: which it is, and the rate that Adam rises to. */
export const zukoFlows = {
  'zuko-nsf': { kind: 'nsf', learningRate: 0.005 },
  'zuko-maf': { kind: 'maf', learningRate: 0.005 },
} as const;

/** The program of `tools/bench/peers` that trains them. */
export const zukoProgram = 'density_flow_zuko.py';

/** The name of one. */
export type ZukoName = keyof typeof zukoFlows;

interface Answer {
  readonly logDensity: readonly number[];
  readonly parameters: number;
  readonly steps: number;
  readonly seconds: number;
}

/** Trains a flow of zuko on the samples that ours get, for the same seconds of processor time, and judges it on the same points. */
export async function judgeZuko(
  python: string,
  name: ZukoName,
  density: Density,
  { seconds, seed, points }: Omit<Budget, 'draws'>,
): Promise<Judgement> {
  const samples = await density.draw(TRAINING_SAMPLES, 1000 + seed);
  const fresh = await density.draw(points, 2000 + seed);
  const folder = mkdtempSync(join(tmpdir(), 'hgn-bench-zuko-'));
  const peer = startPeer(python, zukoProgram);
  try {
    const file = join(folder, 'points.safetensors');
    writeFileSync(file, encodeSafetensors({ samples, points: fresh }));
    const answer = await peer.ask({ ...zukoFlows[name], file, seed, seconds, threads: 1 });
    const { logDensity, parameters, steps, seconds: taken } = answer as unknown as Answer;
    const { mean, standardError } = distanceOf(await density.logDensity(fresh), logDensity);
    return {
      belowExact: mean,
      standardError,
      boundBelowExact: mean,
      parameters,
      steps,
      millisecondsPerStep: (1000 * taken) / steps,
      seconds: taken,
    };
  } finally {
    peer.stop();
    rmSync(folder, { recursive: true });
  }
}
