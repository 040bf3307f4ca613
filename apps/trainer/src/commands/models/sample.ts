import type { SampleOptions } from '../../generation/sampleOptions.ts';
import { Option, type Command } from 'commander';
import type { Io } from '../../io.ts';
import { addFilmOptions, addRunOptions } from './generation.ts';
import { jsonOption, seed, wholeNumber } from '../options.ts';

/** Adds `hgn sample`. */
export function defineSample(program: Command, io: Io): void {
  const command = program
    .command('sample')
    .description('let a trained model dream: draw states like those of its training and roll them out')
    .argument('<run>', 'run folder that hgn train wrote');
  addFilmOptions(command)
    .option('-n, --samples <n>', 'states to draw', wholeNumber(1), 8)
    .option('-f, --frames <n>', 'frames of each rollout', wholeNumber(1), 60)
    .option('-s, --seed <n>', 'seed of the draw (default: that of the run)', seed)
    .addOption(
      new Option(
        '--from <source>',
        'draw states from a density fitted to the encoded training sequences, or z from the prior N(0, I)',
      )
        .choices(['encoded', 'prior'])
        .default('encoded'),
    )
    .addOption(
      new Option('--judge [n]', 'judge n samples (200 unless told) beside frames learnt from and unseen ones')
        .preset('200')
        .argParser(wholeNumber(2)),
    );
  addRunOptions(command)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn sample runs/quickstart --samples 8 --out dreams.gif')
    .action(async (run: string, options: SampleOptions) => {
      const { sampleRun } = await import('../../generation/sampleRun.ts');
      await sampleRun(run, options, io);
    });
}
