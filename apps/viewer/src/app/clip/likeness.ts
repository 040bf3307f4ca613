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

/**
 * The share of what changes in a clip that the model explains: 1 minus its squared error over all frames, over that of
 * painting their mean for each. 1 is everything; 0 or less is nothing.
 *
 * @param seen the frames, one after the other
 * @param painted what the model makes of each
 * @param count frames
 */
export function explainedShare(seen: Float32Array, painted: Float32Array, count: number): number {
  const size = seen.length / count;
  let [error, change] = [0, 0];
  for (let i = 0; i < size; i++) {
    let mean = 0;
    for (let frame = 0; frame < count; frame++) mean += seen[frame * size + i] / count;
    for (let frame = 0; frame < count; frame++) {
      const at = frame * size + i;
      error += (seen[at] - painted[at]) ** 2;
      change += (seen[at] - mean) ** 2;
    }
  }
  return change > 0 ? 1 - error / change : 0;
}

/** How like its training's frames a clip is to a model. */
export interface Likeness {
  /** Mean squared pixel error of the frame that the state belongs to. */
  readonly error: number;
  /** What 99 of 100 unseen films of the training's kind stay below, where it is known. */
  readonly usual: number | undefined;
  /** See `explainedShare`. */
  readonly explained: number;
}

/**
 * Explained share from which an unusual error is taken for the noise of a film, not for another world. Measured on runs
 * of a mass on a spring: of 60 clips of each of 34 other worlds 99 % lie below 0.46, and below 0.54 on another run, those of
 * damped springs the highest and of all others below 0.2; clips of its own world with noise of 0.02 a pixel lie around 0.7 or above, and without
 * noise above 0.9.
 */
export const wellExplained = 0.6;

/** Whether a clip is like the training, like it but noisier, or another world. */
export function gradeOf({ error, usual, explained }: Likeness): 'like' | 'noisy' | 'unlike' | 'unknown' {
  if (usual === undefined) return 'unknown';
  if (error <= usual) return 'like';
  return explained >= wellExplained ? 'noisy' : 'unlike';
}

/** The same in words. */
export function verdictText(likeness: Likeness): string {
  const { error, usual = NaN, explained } = likeness;
  const value = error.toPrecision(2);
  const times = error / usual;
  const excess = `${times < 10 ? times.toFixed(1) : Math.round(times).toLocaleString('en')} times the largest that is usual (${usual.toPrecision(2)})`;
  const share = `${(100 * Math.max(0, explained)).toFixed(explained > 0.99 ? 1 : 0)} %`;
  return {
    unknown: `The model paints these frames with an error of ${value} a pixel, and explains ${share} of what changes in them. What is usual for it is not known here: look for yourself whether it sees what you see.`,
    like: `These frames are like those that the model has learnt from: its error of ${value} a pixel lies within what is usual (${usual.toPrecision(2)}).`,
    noisy: `These frames are not quite like those that the model has learnt from: its error of ${value} a pixel is ${excess}, as noise or compression of a film make it. It explains ${share} of what changes in them all the same.`,
    unlike: `These frames are unlike those that the model has learnt from: its error of ${value} a pixel is ${excess}, and it explains ${share} of what changes in them. What it foresees says little about your clip: crop closer, invert the colours, or take a plainer background.`,
  }[gradeOf(likeness)];
}
