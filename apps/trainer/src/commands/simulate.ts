import type { SimulateOptions } from '../data/simulateOptions.ts';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { channelsOption, finiteNumber, jsonOption, seed, themeOption, wholeNumber } from './options.ts';

/** Adds `hgn simulate`. */
export function defineSimulate(program: Command, io: Io): void {
  program
    .command('simulate')
    .description('simulate a physical system and write its image sequences as a data set')
    .argument('<system>', 'mass-spring, pendulum, ...; hgn dataset systems lists them all')
    .option('-n, --trajectories <n>', 'trajectories to simulate (default: 16)', wholeNumber(1))
    .option('-f, --frames <n>', 'frames of each trajectory (default: 30)', wholeNumber(1))
    .option('-s, --seed <n>', 'seed; the same seed gives the same data', seed, 0)
    .option(
      '--split <name>',
      "one of the system's own sets, such as train, test or long-test, with its sizes",
    )
    .option('--first <n>', 'number of the first trajectory (default: 0)', wholeNumber(0))
    .option(
      '--dt <time>',
      'time between two frames (default: that of the system)',
      finiteNumber((value) => value > 0, 'a number above 0'),
    )
    .option('--size <pixels>', 'width and height of the frames (default: that of the system)', wholeNumber(2))
    .addOption(channelsOption('grey or colour (default: that of the system)'))
    .option('-o, --out <folder>', 'folder to write (default: data/<system>, with the split)')
    .option('--preview <file>', 'show the first eight trajectories in a .gif or .png as well')
    .option(
      '--threads <n>',
      'threads that simulate; the data are the same (default: all cores)',
      wholeNumber(1),
    )
    .option('--force', 'replace a data set or a preview that is already there')
    .addOption(themeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hgn simulate mass-spring --trajectories 16 --frames 30 --seed 7 --out data/spring\n  hgn simulate suite-pendulum --split long-test --preview pendulum.gif',
    )
    .action(async (system: string, options: SimulateOptions) => {
      const { simulate } = await import('../data/simulate.ts');
      await simulate(system, options, io);
    });
}
