import { resolve } from 'node:path';
import { readManifest, type Manifest } from '@hgn/datasets/node';
import { framesNeeded } from '@hgn/model';
import type { PlainObject } from '../config/overrides.ts';
import type { RunConfig } from '../config/schema.ts';
import type { Io } from '../io.ts';
import { count } from '../terminal/format.ts';

/** One trajectory in five is for the test, where the usual number of them would be more. */
const testShare = 0.2;
const validationShare = 0.1;

const part = (trajectories: number, share: number, usual: number): number =>
  Math.min(usual, Math.max(1, Math.floor(share * trajectories)));

/** The longest unroll that sequences have room for, at most the wanted one. */
function stepsFor(length: number, { protocol, model }: RunConfig): number {
  for (let { steps } = protocol; steps > 1; steps--) {
    if (framesNeeded({ ...protocol, steps }, model.inputFrames) <= length) return steps;
  }
  return 1;
}

/** How the trajectories are used, in words. */
function splitWords({ data, training }: RunConfig, { trajectories, length }: Manifest): string {
  const { testTrajectories: test, validationTrajectories } = data;
  const validated = training.evaluateEvery > 0 ? validationTrajectories : 0;
  const learnt = trajectories - test - validated;
  const kept = validated === 0 ? `${test} for the test` : `${validated} for validation, ${test} for the test`;
  return `${count(trajectories, 'trajectory', 'trajectories')} of ${count(length, 'frame')}: ${learnt} to learn from, ${kept}`;
}

/**
 * What a configuration should be for its data set, where the user did not say otherwise: its name, how many trajectories
 * are kept for the test, and how far a sample is unrolled.
 *
 * @param config as the user and the preset have it
 * @throws the errors of `readManifest`
 */
export async function fitToData(
  config: RunConfig,
  folder: string,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<PlainObject> {
  const manifest = await readManifest(resolve(cwd, folder));
  const { trajectories, length, preset } = manifest;
  const { testTrajectories, validationTrajectories } = config.data;
  const test = part(trajectories, testShare, testTrajectories);
  const validation = part(trajectories, validationShare, validationTrajectories);
  const validated = config.training.evaluateEvery > 0 ? validation : 0;
  return {
    system: preset,
    data: {
      trajectories: Math.max(1, trajectories - test - validated),
      frames: length,
      testTrajectories: test,
      validationTrajectories: validation,
    },
    protocol: { steps: stepsFor(length, config) },
  };
}

/**
 * What was taken of a data set, in a line.
 *
 * @param wanted as it would be without the data
 */
export async function sayWhatFits(
  config: RunConfig,
  wanted: RunConfig,
  folder: string,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<string> {
  const manifest = await readManifest(resolve(cwd, folder));
  const { steps } = config.protocol;
  const needed = framesNeeded(wanted.protocol, wanted.model.inputFrames);
  const shorter =
    steps === wanted.protocol.steps
      ? ''
      : `; protocol.steps ${steps}, since ${wanted.protocol.steps} would need ${needed} frames`;
  return `${folder}: ${splitWords(config, manifest)}${shorter}`;
}
