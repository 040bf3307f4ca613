import type { LearnOptions } from '../learn/options.ts';
import { InvalidArgumentError, type Command } from 'commander';
import type { Io } from '../io.ts';
import { finiteNumber, jsonOption, seed, themeOption, threadsOption, wholeNumber } from './options.ts';

const names = (text: string): string[] => {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError('It must be names separated by commas.');
  return parts;
};

const seconds = (text: string): number[] =>
  text.split(',').map((part) => {
    const value = Number(part);
    if (part.trim() === '' || !(value > 0 && value < Infinity)) {
      throw new InvalidArgumentError('It must be seconds above 0, separated by commas.');
    }
    return value;
  });

/** Adds `hgn learn`. */
export function defineLearn(program: Command, io: Io): void {
  program
    .command('learn')
    .description('learn the energy and friction of a system from measured states or from a film of it')
    .argument(
      '[files...]',
      'recordings to learn from: .csv, .npz, .npy or .h5 with times, positions, inputs; or films: videos, .gif, folders of .png',
    )
    .option('--test <files...>', 'recordings to judge by (default: stretches that are held out)')
    .option('--model <folder>', 'judge what was learnt into this folder on --test, without learning')
    .option('-o, --out <folder>', 'folder of the model and the report (default: runs/learnt)')
    .option('--positions <names>', 'columns that are positions, where their names do not say so', names)
    .option('--inputs <names>', 'columns that are forces or torques', names)
    .option('--angles <names>', 'positions that are angles', names)
    .option('--horizons <seconds>', 'how far ahead forecasts are judged (default: 0.5,1)', seconds)
    .option('--windows <n>', 'stretches to learn from; time is in proportion (default: 90)', wholeNumber(4))
    .option(
      '--drive-period <seconds>',
      'the energy itself changes in time and repeats itself so often, as where a pivot is shaken; about a percent off is near enough',
      finiteNumber((value) => value > 0, 'a number above 0'),
    )
    .option('--mirror', 'the mirror image of a motion is a motion too (default: as the data say)')
    .option('--no-mirror', 'it is not')
    .option('--friction', 'films: learn a friction (default: where swings are seen to die down)')
    .option('--no-friction', 'films: learn a system that keeps its energy')
    .option(
      '--dt <seconds>',
      'films: time between two pictures, where the files do not say it',
      finiteNumber((value) => value > 0, 'a number above 0'),
    )
    .option('--steps <n>', 'films: training steps (default: 600, a minute or two)', wholeNumber(1))
    .option(
      '--coordinates <n>',
      'films: coordinates that the learnt energy has, 1 for a pendulum that swings in a plane (default: 4, of which it uses what it needs)',
      wholeNumber(1),
    )
    .option(
      '-s, --seed <n>',
      'seed of weights and batches (default: 0); nothing is drawn at random in learning from states',
      seed,
    )
    .addOption(threadsOption())
    .addOption(themeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hgn learn swing-1.csv swing-2.csv --test swing-3.csv --out runs/swing\n  hgn learn --model runs/swing --test swing-4.csv --json\n  hgn learn film.mp4 --out runs/film',
    )
    .action(async (files: string[], options: LearnOptions) => {
      const { learn } = await import('../learn/kinds.ts');
      await learn(files, options, io);
    });
}
