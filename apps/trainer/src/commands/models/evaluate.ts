import type { EvaluateOptions } from '../../session/judging/evaluateOptions.ts';
import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { engineOption, jsonOption, seed, themeOption, threadsOption, wholeNumber } from '../options.ts';

/** Adds `hgn evaluate`. */
export function defineEvaluate(program: Command, io: Io): void {
  program
    .command('evaluate')
    .description('measure a trained model on unseen trajectories, beside two baselines, and write its report')
    .argument('<run>', 'run folder that hgn train wrote')
    .option('-d, --data <folder>', 'judge on this data set instead of the unseen trajectories of the run')
    .option(
      '-n, --trajectories <n>',
      'unseen trajectories: of its data set, or simulated where its data are (default: those of the run)',
      wholeNumber(2),
    )
    .option('-s, --seed <n>', 'seed of these trajectories (default: that of the run)', seed)
    .option('--checkpoint <file>', 'checkpoint to judge: a file, or best (default: the last one)')
    .option('--details', 'with --json, add the errors of every task and frame')
    .option('--no-report', 'leave report.html as it is')
    .addOption(themeOption())
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn evaluate runs/quickstart --json')
    .action(async (run: string, options: EvaluateOptions) => {
      const { evaluateRun } = await import('../../session/judging/evaluateRun.ts');
      await evaluateRun(run, options, io);
    });
}
