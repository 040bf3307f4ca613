import type { TrainOptions } from '../session/trainOptions.ts';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import {
  engineOption,
  jsonOption,
  repeated,
  seed,
  themeOption,
  threadsOption,
  webAddress,
  wholeNumber,
} from './options.ts';

/** Adds `hgn train`. */
export function defineTrain(program: Command, io: Io): void {
  program
    .command('train')
    .description('train a model, evaluate it and write a report')
    .option('--system <name>', 'system to learn, simulated for the run (default: mass-spring)')
    .option(
      '-p, --preset <name>',
      'values to start from: quickstart, pendulum-small for what is far from harmonic, a published model (paper, rescience, dm-hgn, hgn++), one of these with -small, dissipative-small with friction, two-body-small or three-body-small for bodies that attract each other, or a baseline (hnn-conv-small, hnn-mlp-small, gru-small, lstm-small, rgn-small, ode-small, lgn-small); default: quickstart',
    )
    .option('-c, --config <file>', 'YAML file with values that differ from the preset')
    .option('--set <key=value>', 'change one value, e.g. --set training.batchSize=8 (repeatable)', repeated)
    .option('--steps <n>', 'training steps', wholeNumber(1))
    .option('-s, --seed <n>', 'seed of weights, batches and simulated data', seed)
    .option(
      '-d, --data <folder>',
      'learn from a data set that hgn simulate, dataset import or dataset convert made',
    )
    .option('-o, --out <folder>', 'run folder (default: runs/<system>, or runs/<name of the data set>)')
    .option('--print-config', 'print the complete configuration as YAML and stop')
    .option('--resume', 'continue the run in --out from its last checkpoint')
    .option('--accept-changed-data', 'with --resume: go on though data or configuration are not as they were')
    .option('--force', 'replace a run that is already there')
    .option('--no-tensorboard', 'write no event files for TensorBoard')
    .option('--mlflow <url>', 'send metrics to this MLflow server as well', webAddress)
    .option('--no-report', 'no evaluation and no report')
    .option('--no-export', 'do not write the model as ONNX files into <run>/export')
    .addOption(themeOption())
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hgn train --system pendulum --preset pendulum-small --out runs/pendulum\n  hgn train --out runs/pendulum --resume\n  hgn train --set training.evaluateEvery=250 --set training.patience=5 --set training.onDivergence=rollback',
    )
    .action(async (options: TrainOptions) => {
      const { train } = await import('../session/train.ts');
      await train(options, io);
    });
}
