import { CorruptDatasetError } from '../errors.ts';
import { naming } from '../folder/readDataset.ts';
import { NpzReader } from '../folder/npzReader.ts';
import type { DatasetSource } from '../source.ts';
import type { ImportOptions } from './importOptions.ts';
import { importSequences } from './importSequences.ts';
import type { Picture } from './picture.ts';
import type { Sequence } from './sequences.ts';
import { statesIn } from './states.ts';

/** The pictures of every trajectory: read as they are asked for, or all at once from a compressed file. */
async function npzSequences(npz: NpzReader, path: string): Promise<Sequence[]> {
  const { dtype, shape } = await npz.spec('frames');
  const channels = shape.length === 4 ? 1 : shape[4];
  if (dtype !== '|u1' || shape.length < 4 || shape.length > 5 || (channels !== 1 && channels !== 3)) {
    throw new CorruptDatasetError(
      `importFrames: ${path}: 'frames' must be uint8 [trajectory, frame, height, width] or [trajectory, frame, height, width, 1 or 3], but is ${dtype} [${shape.join(', ')}]; convert values from 0 to 1 with np.uint8(np.round(255 * frames))`,
    );
  }
  const [trajectories, length, height, width] = shape;
  const bytes = height * width * channels;
  const picture = (data: Uint8Array): Picture => ({ width, height, channels, data });
  const whole = npz.isStored('frames') ? undefined : (await npz.read('frames')).bytes;
  return Array.from({ length: trajectories }, (_, i) => ({
    path: `${path} (trajectory ${i})`,
    count: length,
    async *pictures() {
      const start = i * length * bytes;
      const data =
        whole?.subarray(start, start + length * bytes) ??
        (await npz.readRange('frames', { dtype, shape }, start, length * bytes));
      for (let t = 0; t < length; t++) yield picture(data.subarray(t * bytes, (t + 1) * bytes));
    },
    interval: () => Promise.resolve(undefined),
  }));
}

/** An .npz file of frames, optionally with states, as a dataset. */
export async function importNpz(path: string, options: ImportOptions): Promise<DatasetSource> {
  return naming(path, async () => {
    const npz = await NpzReader.open(path);
    try {
      const sequences = await npzSequences(npz, path);
      const states = await statesIn(npz, path);
      const source = await importSequences(path.replace(/\.npz$/, ''), sequences, states, options);
      return { ...source, close: () => npz.close() };
    } catch (error) {
      await npz.close();
      throw error;
    }
  });
}
