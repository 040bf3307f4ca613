import { MissingFileError, type RunSource } from '../../sources/runSource.ts';
import type { SceneChoice, Scenes } from './scenes.ts';

/** Whether a run learnt from a data set, not from what was simulated for it. */
export const hasOwnData = async (source: RunSource): Promise<boolean> =>
  (await source.files()).some(({ path }) => path === 'data.json');

/** The unseen trajectories that a run keeps in `test.npz`, its model's time step apart; undefined where it keeps none. */
export async function keptScenes(source: RunSource): Promise<Scenes | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await source.read('test.npz');
  } catch (error) {
    if (error instanceof MissingFileError) return undefined;
    throw error;
  }
  const { readNpz } = await import('./readNpz.ts');
  const arrays = readNpz(bytes);
  const pixels = arrays.get('frames');
  if (pixels?.shape.length !== 5) throw new Error(`The run ${source.name} holds a test.npz without frames.`);
  const [trajectories, length, height, width, channels] = pixels.shape;
  const numbers = (name: string): Float64Array => Float64Array.from(arrays.get(name)?.data ?? []);
  const [q, p, energy] = ['q', 'p', 'energy'].map(numbers);
  return {
    data: { trajectories, length, coordinates: q.length / (trajectories * length), q, p, energy },
    frames: Float32Array.from(pixels.data, (byte) => byte / 255),
    frameSize: height * width * channels,
  };
}

/** Some of these trajectories, from one on, and the first of their frames: as many as there are, where fewer are kept. */
export function takeScenes(
  { data, frames, frameSize }: Scenes,
  { trajectories, frames: length, first = 0 }: SceneChoice,
): Scenes {
  const count = Math.min(trajectories, data.trajectories);
  const kept = Math.min(length, data.length);
  const rows = (values: Float64Array | Float32Array, each: number) =>
    Array.from({ length: count }, (_, i) => {
      const start = ((first + i) % data.trajectories) * data.length * each;
      return values.subarray(start, start + kept * each);
    });
  const picked = (values: Float64Array, each: number): Float64Array =>
    values.length === 0 ? values : Float64Array.from(rows(values, each).flatMap((row) => [...row]));
  const pixels = new Float32Array(count * kept * frameSize);
  rows(frames, frameSize).forEach((row, i) => pixels.set(row, i * kept * frameSize));
  return {
    data: {
      trajectories: count,
      length: kept,
      coordinates: data.coordinates,
      q: picked(data.q, data.coordinates),
      p: picked(data.p, data.coordinates),
      energy: picked(data.energy, 1),
    },
    frames: pixels,
    frameSize,
  };
}
