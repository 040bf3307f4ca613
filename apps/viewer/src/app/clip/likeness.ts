import type { ModelDescription } from '@hgn/player';
import type { PlayerClient } from '../workers/playerClient.ts';

/**
 * Mean squared pixel error (pixels from 0 to 1) between the frame that an inferred state belongs to and what the model
 * paints of that state.
 *
 * @param frames [samples, inputFrames, height, width, channels]
 * @returns one error a sample
 */
export async function reconstructionErrors(
  player: PlayerClient,
  frames: Float32Array,
): Promise<Float64Array> {
  const { sizes, description } = player;
  const { q, p } = await player.encode(frames);
  const painted = await player.decode({ q, p });
  const samples = frames.length / sizes.frames;
  return Float64Array.from({ length: samples }, (_, sample) => {
    const seen = sample * sizes.frames + description.stateFrame * sizes.frame;
    let sum = 0;
    for (let i = 0; i < sizes.frame; i++) sum += (frames[seen + i] - painted[sample * sizes.frame + i]) ** 2;
    return sum / sizes.frame;
  });
}

/** Trajectories by which a model is judged whose export does not tell its own range. */
const judged = 100;

/** Far from every seed that a training takes. */
const seed = 2 ** 32 + 2 ** 31;

/**
 * The error that 99 of 100 unseen films of the training's own kind stay below: as the export tells it, or measured here
 * on newly simulated ones.
 *
 * @param system name of the simulated system, where it is known
 * @returns undefined where nothing like the training's films can be had
 */
export async function likenessRange(
  player: PlayerClient,
  system: string | undefined,
): Promise<number | undefined> {
  const { description } = player;
  const told = description.statistics?.reconstructionError.percentile99;
  if (told !== undefined) return told;
  const frames = await simulatedFrames(description, system);
  if (frames === undefined) return undefined;
  const errors = (await reconstructionErrors(player, frames)).toSorted();
  return errors[Math.min(errors.length - 1, Math.floor(0.99 * errors.length))];
}

async function simulatedFrames(
  { image, inputFrames, dt }: ModelDescription,
  system: string | undefined,
): Promise<Float32Array | undefined> {
  const { generate, presets } = await import('@hgn/datasets');
  if (system === undefined || !Object.hasOwn(presets, system)) return undefined;
  const data = generate({ ...presets[system], dt }, { seed, trajectories: judged, frames: inputFrames });
  const fits = data.height === image.height && data.width === image.width && data.channels === image.channels;
  return fits ? Float32Array.from(data.frames, (value) => value / 255) : undefined;
}
