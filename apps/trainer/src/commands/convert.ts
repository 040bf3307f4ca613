import type { ConvertOptions, ImportingOptions } from '../data/convertOptions.ts';
import { type Command, Option } from 'commander';
import type { Io } from '../io.ts';
import { channelsOption, finiteNumber, jsonOption, wholeNumber } from './options.ts';

function addOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <name>',
        'npz (a folder with manifest.json), hdf5, or tfrecord (a folder in the layout of the DeepMind suite) (default: hdf5 where <to> ends in .h5 or .hdf5, else npz)',
      ).choices(['npz', 'hdf5', 'tfrecord']),
    )
    .addOption(
      new Option('--split <name>', 'file of the tfrecord layout (default: train)').choices(['train', 'test']),
    )
    .option('--force', 'replace a data set that is already there')
    .addOption(jsonOption());
}

const timeBetween = finiteNumber((value) => value > 0, 'a number above 0');

/** Adds `hgn dataset convert`. */
export function defineConvert(dataset: Command, io: Io): void {
  const command = dataset
    .command('convert')
    .description('write a data set in another format, one trajectory at a time')
    .argument('<from>', 'folder of hgn simulate, .h5 file, or folder or .tfrecord file of the DeepMind suite')
    .argument('<to>', 'folder or .h5 file to write')
    .option('--dt <time>', 'time between two frames, where a .tfrecord file does not say it', timeBetween);
  addOutputOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  hgn dataset convert data/spring spring.h5\n  hgn dataset convert spring.h5 data/suite --format tfrecord',
    )
    .action(async (from: string, to: string, options: ConvertOptions) => {
      const { convert } = await import('../data/convert.ts');
      await convert({ from, to }, options, io);
    });
}

/** Adds `hgn dataset import`. */
export function defineImport(dataset: Command, io: Io): void {
  const command = dataset
    .command('import')
    .description('make a data set of your own frames: videos, animated GIFs, PNG sequences, .npz or .npy')
    .argument(
      '<from>',
      'video or GIF, folder of them or of (folders of) PNG files, or .npz or .npy file with frames [trajectory, frame, height, width, channel] in bytes; q, p and energy come from the .npz file, or from states.npz in the folder',
    )
    .argument('<to>', 'folder or .h5 file to write')
    .option(
      '--dt <time>',
      'time between two frames as they are kept (default: that of the video, or `dt` of the .npz file, else 0.05)',
      timeBetween,
    )
    .option(
      '--size <pixels>',
      'average the middle square of each frame onto this width and height',
      wholeNumber(2),
    )
    .addOption(channelsOption('grey or colour (default: as the frames are)'))
    .option('-f, --frames <n>', 'cut sequences into trajectories of this length', wholeNumber(1))
    .option('--every <n>', 'keep one frame in n', wholeNumber(1))
    .option(
      '--layout <axes>',
      'axes of the frames of an .npz or .npy file where they could be several, such as frame,height,width,channel',
    )
    .option('--ffmpeg <command>', 'decoder of videos (default: ffmpeg)');
  addOutputOptions(command)
    .addHelpText('after', '\nExample:\n  hgn dataset import films data/films --size 32 --frames 30 --every 2')
    .action(async (from: string, to: string, options: ConvertOptions & ImportingOptions) => {
      const { convert } = await import('../data/convert.ts');
      await convert({ from, to, isImport: true }, options, io);
    });
}
