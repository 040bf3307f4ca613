import type { QuickstartOptions } from '../session/quickstartOptions.ts';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import {
  engineOption,
  jsonOption,
  repeated,
  seed,
  themeOption,
  threadsOption,
  wholeNumber,
} from './options.ts';

/** Adds `hgn quickstart`. */
export function defineQuickstart(program: Command, io: Io): void {
  program
    .command('quickstart')
    .description('simulate a mass on a spring, learn it from pixels, and show how well: in a minute')
    .option('--system <name>', 'system to learn', 'mass-spring')
    .option('--steps <n>', 'training steps (default: those of the preset)', wholeNumber(1))
    .option('-s, --seed <n>', 'seed of everything', seed, 0)
    .option('--set <key=value>', 'change one value of the configuration (repeatable)', repeated)
    .option('-o, --out <folder>', 'run folder', 'runs/quickstart')
    .option('--force', 'start over, though a run that is there could go on')
    .option('--no-export', 'do not write the model as ONNX files into <run>/export')
    .addOption(themeOption())
    .addOption(engineOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nA run that was stopped goes on where it was.\n\nExamples:\n  hgn quickstart\n  hgn quickstart --system pendulum --out runs/pendulum',
    )
    .action(async (options: QuickstartOptions) => {
      const { quickstart } = await import('../session/quickstart.ts');
      await quickstart(options, io);
    });
}
