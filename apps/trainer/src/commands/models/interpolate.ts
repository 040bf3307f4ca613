import type { InterpolateOptions } from '../../generation/interpolateOptions.ts';
import { Option, type Command } from 'commander';
import type { Io } from '../../io.ts';
import { addFilmOptions, addRunOptions } from './generation.ts';
import { jsonOption, seed, wholeNumber } from '../options.ts';

/** Adds `hgn interpolate`. */
export function defineInterpolate(program: Command, io: Io): void {
  const command = program
    .command('interpolate')
    .description('go from one latent state to another, and show what lies between')
    .argument('<run>', 'run folder that hgn train wrote');
  addFilmOptions(command)
    .option('--points <n>', 'latent states on the way, both ends included', wholeNumber(2), 9)
    .addOption(
      new Option('--path <shape>', 'the way between the ends')
        .choices(['linear', 'spherical'])
        .default('linear'),
    )
    .option('--from <n>', 'trajectory at the one end, counted from 0', wholeNumber(0), 0)
    .option('--to <n>', 'trajectory at the other end', wholeNumber(0), 1)
    .option('--prior', 'draw both ends from the prior instead')
    .option('-f, --frames <n>', 'frames to roll each state out for', wholeNumber(1), 1)
    .option('-s, --seed <n>', 'seed of the simulated frames or of the draw (default: that of the run)', seed)
    .option(
      '-d, --data <folder>',
      'take the trajectories from this data set (default: that of the run, what it has not seen)',
    );
  addRunOptions(command)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hgn interpolate runs/quickstart --points 9 --out between.png\n  hgn interpolate runs/quickstart --prior --path spherical --points 60 --out morph.gif',
    )
    .action(async (run: string, options: InterpolateOptions) => {
      const { interpolateRun } = await import('../../generation/interpolateRun.ts');
      await interpolateRun(run, options, io);
    });
}
