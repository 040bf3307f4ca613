import { findPreset, generate, presets } from '@hgn/datasets';
import { fitChart } from '@hgn/model';
import type { Chart, States } from '@hgn/player';
import type { RunSummary } from '../../../sharing/runSummary.ts';
import type { RunSource } from '../../sources/runSource.ts';
import type { PlayerClient } from '../../workers/playerClient.ts';
import { hasOwnData, keptScenes, takeScenes } from './keptScenes.ts';
import { inputsOf, type SceneChoice, type Scenes } from './scenes.ts';

/** A run whose frames cannot be made again here. */
export class NoScenesError extends Error {
  override readonly name = 'NoScenesError';
}

/** Test seeds lie beyond every seed that a user may give, so these trajectories were not trained on. */
const testSeeds = 2 ** 32;

/** The simulated system of a run, if it is one that can be simulated here. */
export const presetOf = ({ system }: Pick<RunSummary, 'system'>) =>
  system !== undefined && Object.hasOwn(presets, system) ? findPreset(system) : undefined;

/** A run whose unseen trajectories are wanted. */
export interface SceneRun {
  readonly source: RunSource;
  readonly summary: Pick<RunSummary, 'system'>;
}

/**
 * Unseen trajectories of a run, as its model sees them: simulated, or where it learnt from data of its own those that it
 * keeps, which may be fewer and shorter than wanted.
 *
 * @throws NoScenesError where the run learnt from frames that cannot be simulated, and keeps none, or too short ones
 */
export async function unseenScenes(
  { source, summary }: SceneRun,
  player: Pick<PlayerClient, 'description' | 'sizes'>,
  choice: SceneChoice,
): Promise<Scenes> {
  if (!(await hasOwnData(source))) return simulateScenes(summary, player, choice);
  const kept = await keptScenes(source);
  if (kept === undefined || kept.data.length < player.description.inputFrames) {
    throw new NoScenesError(
      `${source.name} learnt from data of its own and keeps no frames that it has not seen.`,
    );
  }
  return takeScenes(kept, choice);
}

function simulateScenes(
  { system }: Pick<RunSummary, 'system'>,
  { description, sizes }: Pick<PlayerClient, 'description' | 'sizes'>,
  { trajectories, frames, first = 0 }: SceneChoice,
): Scenes {
  const preset = presetOf({ system: system ?? description.system ?? '' });
  const { height, width } = description.image;
  if (preset === undefined || height !== width) {
    throw new NoScenesError(
      `The frames of ${system ?? 'this run'} cannot be simulated here: it learnt from data of its own.`,
    );
  }
  const camera = {
    ...preset.camera,
    size: height,
    channels: description.image.channels === 1 ? (1 as const) : (3 as const),
  };
  const data = generate(
    { ...preset, camera, dt: description.dt },
    { seed: testSeeds, trajectories, frames, first },
  );
  return { data, frames: Float32Array.from(data.frames, (byte) => byte / 255), frameSize: sizes.frame };
}

/** What the encoder makes of every window of input frames, trajectory by trajectory, and the truth at the same times. */
export async function inferStates(
  player: PlayerClient,
  scenes: Scenes,
): Promise<{ latent: States; truth: States64 }> {
  const { inputFrames, stateFrame } = player.description;
  const { data } = scenes;
  const windows = data.length - inputFrames + 1;
  const inputs = new Float32Array(data.trajectories * windows * inputFrames * scenes.frameSize);
  const truth = {
    q: new Float64Array(data.trajectories * windows * data.coordinates),
    p: new Float64Array(data.trajectories * windows * data.coordinates),
  };
  for (let trajectory = 0; trajectory < data.trajectories; trajectory++) {
    for (let from = 0; from < windows; from++) {
      const row = trajectory * windows + from;
      inputs.set(inputsOf(scenes, trajectory, from, inputFrames), row * inputFrames * scenes.frameSize);
      const at = (trajectory * data.length + from + stateFrame) * data.coordinates;
      truth.q.set(data.q.subarray(at, at + data.coordinates), row * data.coordinates);
      truth.p.set(data.p.subarray(at, at + data.coordinates), row * data.coordinates);
    }
  }
  const { q, p } = await player.encode(inputs);
  return { latent: { q, p }, truth };
}

type States64 = { readonly q: Float64Array; readonly p: Float64Array };

/**
 * The chart of a model: the one that its export carries, else one that is fitted here to unseen trajectories and their
 * truth, else to states of the prior.
 */
export async function chartOf(player: PlayerClient, run: SceneRun): Promise<Chart> {
  const { chart } = player.description;
  if (chart !== undefined) return chart;
  try {
    const scenes = await unseenScenes(run, player, {
      trajectories: 24,
      frames: player.description.inputFrames + 7,
    });
    const { latent, truth } = await inferStates(player, scenes);
    const samples = latent.q.length / player.sizes.state;
    return fitChart({ samples, ...latent }, scenes.data.coordinates > 0 ? { samples, ...truth } : undefined);
  } catch (error) {
    if (!(error instanceof NoScenesError)) throw error;
    const { key, normal } = await import('../../later/noise.ts');
    const z = normal(key(0), [128, player.sizes.latent]).data as Float32Array;
    return fitChart({ samples: 128, ...(await player.state(z)) });
  }
}

/** The parameters of a preset, those that vary in the middle of their range. */
export const fixedParameters = (parameters: Readonly<Record<string, number | readonly [number, number]>>) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : (value[0] + value[1]) / 2,
    ]),
  );
