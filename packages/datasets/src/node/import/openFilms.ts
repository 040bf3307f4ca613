import { stat } from 'node:fs/promises';
import { CorruptDatasetError } from '../errors.ts';
import { naming } from '../folder/readDataset.ts';
import { fileSequence, sequencesIn, type Sequence } from './sequences.ts';

/** How films are opened. */
export interface OpenFilmsOptions {
  /** Command of the video decoder; `ffmpeg` unless told, with `ffprobe` beside it. */
  readonly ffmpeg?: string;
}

/**
 * Opens films as they are, picture by picture and of any size: a video, an animated GIF, a folder of PNG files, or a folder
 * of these. Nothing is decoded before it is asked for, and a picture at a time is in memory, of a GIF all.
 *
 * @throws MissingDatasetError, CorruptDatasetError, which name the file; MissingDecoderError once pictures are asked for
 * @example
 * await generateDataset('data', 'mass-spring', { seed: 1, trajectories: 1, frames: 5 });
 * await openFilms('data').catch((error: unknown) => console.log(String(error))); // it holds no films
 */
export async function openFilms(
  path: string,
  { ffmpeg = 'ffmpeg' }: OpenFilmsOptions = {},
): Promise<Sequence[]> {
  const isFolder = (await naming(path, () => stat(path), 'openFilms')).isDirectory();
  const single = isFolder ? undefined : fileSequence(path, ffmpeg);
  if (single) return [single];
  const films = isFolder ? await sequencesIn(path, ffmpeg) : [];
  if (films.length > 0) return films;
  throw new CorruptDatasetError(
    `openFilms: ${path} must be a video, an animated GIF, or a folder of them or of PNG files, but ${isFolder ? 'holds none' : 'is none'}; put pictures into a folder of their own, as PNG files`,
  );
}
