import { averageOnto, type PictureBox } from '@hgn/datasets/node';
import type { Sequences } from '@hgn/model';
import { medianPicture, type Survey } from './survey.ts';

/** How pictures of a film become frames of a model; another film of the same scene is treated alike. */
export interface Preparation {
  /** What is kept of a picture, in its pixels. */
  readonly box: PictureBox;
  /** Pixels along both sides of a frame. */
  readonly size: number;
  readonly channels: 1 | 3;
  /** Every so manieth picture is a frame. */
  readonly every: number;
  /** Seconds from one frame to the next. */
  readonly dt: number;
  /** Levels of a frame for a level of the film: frames are `gain` (picture - background) about the middle grey. */
  readonly gain: number;
  /** Width and height of the films that it is for. */
  readonly film: { readonly width: number; readonly height: number };
}

/** The middle grey, which stands for the background. */
export const middle = 128;
/** How far frames go to both sides of it. */
const reach = 110;

/** A film as frames of a model. */
export interface Film {
  readonly path: string;
  readonly frames: Uint8Array;
  readonly length: number;
}

/** A film cut and averaged, its background taken off, in levels of the film. */
export interface Differences {
  readonly path: string;
  readonly frames: readonly Float32Array[];
}

/** Cuts, averages, and takes background and flicker off. Reads the film once more. */
export async function differencesOf(
  survey: Survey,
  { box, size, channels }: Pick<Preparation, 'box' | 'size' | 'channels'>,
): Promise<Differences> {
  const frames: Float32Array[] = [];
  let t = -1;
  for await (const picture of survey.film.pictures()) {
    t++;
    if (t >= survey.length) break;
    const averaged = averageOnto(picture, box, { width: size, height: size });
    const own = picture.channels;
    frames.push(
      Float32Array.from({ length: size * size * channels }, (_, i) => {
        const pixel = Math.floor(i / channels);
        const value = (c: number) => averaged[pixel * own + (own === 1 ? 0 : c)] - survey.flicker[t][c];
        return channels === 3 ? value(i % 3) : (value(0) + value(1) + value(2)) / 3;
      }),
    );
  }
  const background = medianPicture(frames, 121);
  for (const frame of frames) for (let i = 0; i < frame.length; i++) frame[i] -= background[i];
  return { path: survey.film.path, frames };
}

/** The gain by which nearly all differences fit into a frame. */
export function gainFor(films: readonly Differences[]): number {
  const sizes: number[] = [];
  for (const { frames } of films) {
    for (let t = 0; t < frames.length; t += Math.max(1, Math.floor(frames.length / 60))) {
      let most = 0;
      for (const value of frames[t]) most = Math.max(most, Math.abs(value));
      sizes.push(most);
    }
  }
  sizes.sort((a, b) => a - b);
  return reach / Math.max(1, sizes[Math.floor(0.98 * (sizes.length - 1))]);
}

/** Every so manieth picture as a frame in bytes. */
export function filmOf(
  { path, frames: pictures }: Differences,
  { gain, every }: Pick<Preparation, 'gain' | 'every'>,
): Film {
  const frames = pictures.filter((_, t) => t % every === 0);
  const each = frames[0].length;
  const bytes = new Uint8Array(frames.length * each);
  frames.forEach((frame, t) => {
    for (let i = 0; i < each; i++)
      bytes[t * each + i] = Math.min(255, Math.max(0, Math.round(middle + gain * frame[i])));
  });
  return { path, frames: bytes, length: frames.length };
}

/** Frames [from, to) of a film as the one trajectory of sequences. */
export function sequenceOf(
  film: Pick<Film, 'frames' | 'length'>,
  { size, channels, dt }: Pick<Preparation, 'size' | 'channels' | 'dt'>,
  from = 0,
  to = film.length,
): Sequences {
  const each = film.frames.length / film.length;
  return {
    ...{ trajectories: 1, length: to - from, height: size, width: size, channels, dt },
    frames: film.frames.subarray(from * each, to * each),
  };
}
