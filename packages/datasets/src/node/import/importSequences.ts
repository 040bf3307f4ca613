import { basename } from 'node:path';
import { CorruptDatasetError } from '../errors.ts';
import type { DatasetSource } from '../source.ts';
import type { ImportOptions } from './importOptions.ts';
import { squareOf, withChannels, type Picture } from './picture.ts';
import type { Sequence } from './sequences.ts';
import { statesOf, type States } from './states.ts';

/** The pictures that are kept of a sequence, as they are kept. */
async function* kept(
  sequence: Sequence,
  { size, channels, every = 1 }: ImportOptions,
): AsyncGenerator<Picture> {
  let place = 0;
  for await (const picture of sequence.pictures()) {
    if (place++ % every !== 0) continue;
    const cut = size === undefined ? picture : squareOf(picture, size);
    yield channels === undefined ? cut : withChannels(cut, channels);
  }
}

interface Count {
  readonly sequence: Sequence;
  readonly pictures: number;
}

/** How long all sequences are, for which those that do not know it are gone through, and the first picture of all. */
async function survey(sequences: readonly Sequence[], options: ImportOptions) {
  const { every = 1 } = options;
  const counts: Count[] = [];
  let first: Picture | undefined;
  for (const sequence of sequences) {
    let pictures = 0;
    for await (const picture of kept(sequence, options)) {
      first ??= picture;
      pictures++;
      if (sequence.count !== undefined) {
        pictures = Math.ceil(sequence.count / every);
        break;
      }
    }
    counts.push({ sequence, pictures });
  }
  return { counts, first };
}

/** How many trajectories each sequence gives, and how long they are. */
function divide(counts: readonly Count[], frames: number | undefined): { length: number; pieces: number[] } {
  const [longest] = [...counts].sort((a, b) => b.pictures - a.pictures);
  if (frames === undefined) {
    const other = counts.find(({ pictures }) => pictures !== counts[0].pictures);
    if (other) {
      throw new CorruptDatasetError(
        `importFrames: every sequence must have ${counts[0].pictures} frames like the first, but ${other.sequence.path} has ${other.pictures}; cut them to equal length with the option frames`,
      );
    }
    return { length: counts[0].pictures, pieces: counts.map(() => 1) };
  }
  if (longest.pictures < frames) {
    throw new CorruptDatasetError(
      `importFrames: a sequence must have ${frames} frames at least, but the longest, ${longest.sequence.path}, has ${longest.pictures}`,
    );
  }
  return { length: frames, pieces: counts.map(({ pictures }) => Math.floor(pictures / frames)) };
}

/**
 * Seconds between two pictures of all sequences.
 * @throws CorruptDatasetError where they differ
 */
async function commonInterval(sequences: readonly Sequence[]): Promise<number | undefined> {
  const first = await sequences[0].interval();
  for (const { path, interval } of sequences.slice(1)) {
    const other = await interval();
    if (other === first || Math.abs((other ?? 0) - (first ?? 0)) <= 1e-6 * (first ?? 0)) continue;
    const said = (seconds: number | undefined) => (seconds === undefined ? 'no time' : `${seconds} s`);
    throw new CorruptDatasetError(
      `importFrames: all sequences must have the same time between frames, but ${sequences[0].path} has ${said(first)} and ${path} ${said(other)}; import them one by one, or say it with the option dt`,
    );
  }
  return first;
}

async function* pieceTrajectories(
  sequence: Sequence,
  wanted: { readonly length: number; readonly pieces: number; readonly like: Picture },
  options: ImportOptions,
): AsyncGenerator<Uint8Array> {
  const { length, pieces, like } = wanted;
  const bytes = like.data.length;
  let [place, done] = [0, 0];
  let frames = new Uint8Array(length * bytes);
  for await (const { width, height, channels, data } of kept(sequence, options)) {
    if (done === pieces) return;
    if (width !== like.width || height !== like.height || channels !== like.channels) {
      throw new CorruptDatasetError(
        `importFrames: every frame must be ${like.width}x${like.height}x${like.channels} like the first, but one of ${sequence.path} is ${width}x${height}x${channels}; the options size and channels make them alike`,
      );
    }
    frames.set(data, place++ * bytes);
    if (place < length) continue;
    yield frames;
    frames = new Uint8Array(length * bytes);
    place = 0;
    done++;
  }
}

/**
 * Sequences of pictures as a dataset. Videos are decoded twice: first to count their frames, then to take them.
 * @param name - of the dataset
 * @throws CorruptDatasetError, which names the sequence
 */
export async function importSequences(
  name: string,
  sequences: readonly Sequence[],
  states: States | undefined,
  options: ImportOptions,
): Promise<DatasetSource> {
  const { every = 1 } = options;
  const { counts, first } = await survey(sequences, options);
  if (!first) {
    throw new CorruptDatasetError(`importFrames: ${sequences[0].path} must hold frames, but holds none`);
  }
  const { length, pieces } = divide(counts, options.frames);
  const longest = Math.max(...counts.map(({ pictures }) => pictures));
  states?.requireLength(sequences.length, (longest - 1) * every + 1);
  const interval = options.dt ?? ((await commonInterval(sequences)) ?? 0.05) * every;
  const { width, height, channels } = first;
  return {
    header: {
      ...{ preset: basename(name), dt: interval, seed: 0, redrawn: 0, parameters: [] },
      trajectories: pieces.reduce((sum, count) => sum + count, 0),
      ...{ length, width, height, channels, coordinates: states?.coordinates ?? 0 },
    },
    async *trajectories() {
      for (const [s, { sequence }] of counts.entries()) {
        let piece = 0;
        const wanted = { length, pieces: pieces[s], like: first };
        for await (const frames of pieceTrajectories(sequence, wanted, options)) {
          const which = { from: piece++ * length * every, every, length };
          yield { frames, ...statesOf(states, s, which), parameters: {} };
        }
      }
    },
    close: () => Promise.resolve(),
  };
}
