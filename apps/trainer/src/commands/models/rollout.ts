import type { RolloutOptions } from '../../generation/rolloutOptions.ts';
import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { addFilmOptions, addRunOptions } from './generation.ts';
import { jsonOption, seed, wholeNumber } from '../options.ts';

/** Adds `hgn rollout`. */
export function defineRollout(program: Command, io: Io): void {
  const command = program
    .command('rollout')
    .description('let a trained model imagine what happens next (or before), faster or slower')
    .argument('<run>', 'run folder that hgn train wrote');
  addFilmOptions(command)
    .option('-f, --frames <n>', 'frames to imagine, any number', wholeNumber(1), 60)
    .option('-n, --trajectories <n>', 'rollouts, each from its own input frames', wholeNumber(1), 4)
    .option('-s, --seed <n>', 'seed of the simulated input frames (default: that of the run)', seed)
    .option(
      '-d, --data <folder>',
      'take the input frames from this data set (default: that of the run, what it has not seen)',
    )
    .option('--skip <n>', 'trajectories of a data set to pass over', wholeNumber(0));
  addRunOptions(command)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn rollout runs/quickstart --frames 60 --backward --out past.gif')
    .action(async (run: string, options: RolloutOptions) => {
      const { rolloutRun } = await import('../../generation/rolloutRun.ts');
      await rolloutRun(run, options, io);
    });
}
