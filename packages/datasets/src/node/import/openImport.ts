import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { CorruptDatasetError } from '../errors.ts';
import { naming } from '../folder/readDataset.ts';
import { exists } from '../newFolder.ts';
import type { DatasetSource } from '../source.ts';
import { importArrays } from './importArrays.ts';
import { checkImportOptions, type ImportOptions } from './importOptions.ts';
import { importSequences } from './importSequences.ts';
import { fileSequence, sequencesIn } from './sequences.ts';
import { readStates } from './states.ts';

/** States of the sequences in a folder, in their order. */
const statesName = 'states.npz';

/**
 * Opens frames of one's own: a video or animated GIF; a folder of videos, animations and folders of PNG files, each of
 * them a trajectory or cut into some, in the order of their numbers; a folder of PNG files; or an .npz file with `frames`
 * uint8 [trajectory, frame, height, width, channel] (other orders: see `ImportOptions.layout`). States come with them as `q`, `p` [trajectory, frame, coordinate]
 * and `energy` [trajectory, frame], in the .npz file or in `states.npz` in the folder; an .npz file may say the time between
 * two frames as `dt`. Alpha is dropped. Videos are
 * decoded by ffmpeg, which has to be installed.
 * @throws MissingDatasetError, CorruptDatasetError, MissingDecoderError, which name the file; RangeError for an option
 */
export async function openImport(path: string, options: ImportOptions): Promise<DatasetSource> {
  checkImportOptions(options);
  const { ffmpeg = 'ffmpeg' } = options;
  const isFolder = (await naming(path, () => stat(path), 'importFrames')).isDirectory();
  if (!isFolder) {
    const sequence = fileSequence(path, ffmpeg);
    if (sequence) return importSequences(path, [sequence], undefined, options);
    if (['.npz', '.npy'].includes(extname(path).toLowerCase())) return importArrays(path, options);
    throw new CorruptDatasetError(
      `importFrames: ${path} must be a dataset, a video, a .gif, an .npz or .npy file, or a folder of videos or PNG files; put pictures into a folder of their own`,
    );
  }
  const sequences = await sequencesIn(path, ffmpeg);
  if (sequences.length === 0) {
    throw new CorruptDatasetError(
      `importFrames: ${path} must hold videos, animated GIFs, PNG files or folders of them, but holds none`,
    );
  }
  const states = join(path, statesName);
  return importSequences(
    path,
    sequences,
    (await exists(states)) ? await readStates(states) : undefined,
    options,
  );
}
