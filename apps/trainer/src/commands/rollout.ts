import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { engineOption, finiteNumber, jsonOption, seed, threadsOption, wholeNumber } from './options.ts';

/** What the command line of `hgn rollout` says. */
export interface RolloutOptions {
  readonly frames: number;
  readonly backward?: boolean;
  readonly speed: number;
  readonly trajectories: number;
  readonly seed?: number;
  readonly data?: string;
  readonly checkpoint?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly engine?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

/** Adds `hgn rollout`. */
export function defineRollout(program: Command, io: Io): void {
  program
    .command('rollout')
    .description('let a trained model imagine what happens next (or before), faster or slower')
    .argument('<run>', 'run folder that hgn train wrote')
    .requiredOption('-o, --out <file>', 'file to write: .npz (NumPy), .png, .svg (film strip) or .gif')
    .option('-f, --frames <n>', 'frames to imagine', wholeNumber(1), 60)
    .option('--backward', 'roll into the past of the input frames')
    .option(
      '--speed <factor>',
      'time per frame, in units of the training data: 2 is double speed',
      finiteNumber((value) => value > 0, 'a number above 0'),
      1,
    )
    .option('-n, --trajectories <n>', 'rollouts, each from its own input frames', wholeNumber(1), 4)
    .option('-s, --seed <n>', 'seed of the simulated input frames (default: that of the run)', seed)
    .option('-d, --data <folder>', 'take the input frames from this data set')
    .option('--checkpoint <file>', 'checkpoint to use: a file, or best (default: the last one)')
    .option('--force', 'replace a file that is already there')
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn rollout runs/quickstart --frames 60 --backward --out past.gif')
    .action(async (run: string, options: RolloutOptions) => {
      const { rolloutRun } = await import('../session/rolloutRun.ts');
      await rolloutRun(run, options, io);
    });
}
