import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { finiteNumber, jsonOption, seed, wholeNumber } from './options.ts';

/** What the command line of `hgn simulate` says. */
export interface SimulateOptions {
  readonly trajectories: number;
  readonly frames: number;
  readonly seed: number;
  readonly out?: string;
  readonly dt?: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Adds `hgn simulate`. */
export function defineSimulate(program: Command, io: Io): void {
  program
    .command('simulate')
    .description('simulate a physical system and write its image sequences as a data set')
    .argument('<system>', 'mass-spring, pendulum, ...; hgn dataset systems lists them all')
    .option('-n, --trajectories <n>', 'trajectories to simulate', wholeNumber(1), 16)
    .option('-f, --frames <n>', 'frames of each trajectory', wholeNumber(1), 30)
    .option('-s, --seed <n>', 'seed; the same seed gives the same data', seed, 0)
    .option(
      '--dt <time>',
      'time between two frames (default: that of the system)',
      finiteNumber((value) => value > 0, 'a number above 0'),
    )
    .option('-o, --out <folder>', 'folder to write (default: data/<system>)')
    .option('--force', 'replace a data set that is already there')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  hgn simulate mass-spring --trajectories 16 --frames 30 --seed 7 --out data/spring',
    )
    .action(async (system: string, options: SimulateOptions) => {
      const { simulate } = await import('../data/simulate.ts');
      await simulate(system, options, io);
    });
}
