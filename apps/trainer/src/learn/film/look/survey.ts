import type { Sequence } from '@hgn/datasets/node';
import { averageOnto } from '@hgn/datasets/node';
import { CommandError, InterruptedError } from '../../../errors.ts';
import type { Io } from '../../../io.ts';

/** Pixels along the longer side of the small pictures that a film is looked at in. */
const longestSide = 96;

/** At most so many pictures of a film are used. */
export const mostPictures = 3000;

/** A film, small: what is looked at before anything is decided. */
export interface Survey {
  readonly film: Sequence;
  /** Pixels of the film itself. */
  readonly size: { readonly width: number; readonly height: number };
  /** Pixels of the small pictures. */
  readonly small: { readonly width: number; readonly height: number };
  /** Pictures that were looked at. */
  readonly length: number;
  /** Whether there are more than were looked at. */
  readonly isCut: boolean;
  /** Small pictures, [row, column, red green blue] from 0 to 255 each. */
  readonly pictures: readonly Float32Array[];
  /** Their median. */
  readonly background: Float32Array;
  /** Levels that each picture as a whole is off, by colour: lamps flicker and cameras regulate. */
  readonly flicker: readonly Float32Array[];
}

/**
 * Looks at a whole film in small pictures.
 *
 * @throws CommandError when it is too short or its pictures differ in size; the errors of its reader
 */
export async function surveyFilm(film: Sequence, io: Pick<Io, 'signal'>): Promise<Survey> {
  const pictures: Float32Array[] = [];
  let size: Survey['size'] | undefined;
  let small = { width: 0, height: 0 };
  let isCut = false;
  for await (const picture of film.pictures()) {
    if (io.signal.aborted)
      throw new InterruptedError('stopped while looking at the film; nothing is written');
    if (pictures.length === mostPictures) {
      isCut = true;
      break;
    }
    const { width, height, channels } = picture;
    if (size === undefined) {
      size = { width, height };
      const scale = Math.min(1, longestSide / Math.max(width, height));
      small = {
        width: Math.max(1, Math.round(scale * width)),
        height: Math.max(1, Math.round(scale * height)),
      };
    }
    if (width !== size.width || height !== size.height) {
      throw new CommandError(
        `${film.path}: pictures must be of one size, but one is ${width}x${height} after ${size.width}x${size.height}`,
      );
    }
    const averaged = averageOnto(picture, { x: 0, y: 0, width, height }, small);
    pictures.push(
      channels === 3
        ? averaged
        : Float32Array.from({ length: 3 * averaged.length }, (_, i) => averaged[Math.floor(i / 3)]),
    );
  }
  if (size === undefined || pictures.length < 2) {
    throw new CommandError(
      `${film.path}: must hold a film, but holds ${pictures.length === 1 ? 'one picture' : 'no picture'}`,
    );
  }
  const background = medianPicture(pictures);
  const flicker = pictures.map((picture) => offsetsOf(picture, background));
  return { film, size, small, length: pictures.length, isCut, pictures, background, flicker };
}

/** The median difference of two pictures, by colour. */
function offsetsOf(picture: Float32Array, background: Float32Array): Float32Array {
  const differences = new Float32Array(picture.length / 3);
  return Float32Array.from([0, 1, 2], (c) => {
    for (let i = 0; i < differences.length; i++) differences[i] = picture[3 * i + c] - background[3 * i + c];
    return medianOf(differences);
  });
}

/** The middle value; reorders `values`. */
function medianOf(values: Float32Array | Float64Array): number {
  values.sort();
  return values[values.length >> 1];
}

/** The median over at most `most` pictures, evenly spread, of every value: what is there most of the time. */
export function medianPicture(pictures: readonly Float32Array[], most = 61): Float32Array {
  const count = Math.min(most, pictures.length);
  const chosen = Array.from({ length: count }, (_, i) => pictures[Math.floor((i * pictures.length) / count)]);
  const values = new Float32Array(count);
  return Float32Array.from(pictures[0], (_, i) => {
    for (let k = 0; k < count; k++) values[k] = chosen[k][i];
    return medianOf(values);
  });
}
