import type { ExperimentOptions, TableOptions } from '../experiment/options.ts';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { jsonOption, repeated, wholeNumber } from './options.ts';

const format = `
The file, in YAML:
  name: springs               # runs go to runs/springs/
  seeds: [1, 2, 3]
  set: { training: { steps: 2000 } }      # for every trial; overridden by what follows
  systems:
    - mass-spring
    - { system: pendulum, name: pendulum (long), set: { training: { steps: 4000 } } }
  models:
    - { name: HGN, preset: hgn++-small }
    - name: GRU
      preset: gru-small
      set: { optimiser: { learningRate: 0.001 } }
      systems: { mass-spring: { training: { steps: 1000 } } }   # for single systems
  skip: [{ system: mass-spring, model: GRU, seed: 3 }]
  trials: springs/trials      # folder of the records, beside this file
  tables: springs             # springs.md, springs.csv, springs.html, beside this file
  title, description, notes   # words above and below the tables
  columns:                    # default: errors, baselines, times below them, VPT, variance of H
    - { label: test MSE, unit: x 1e4, value: evaluation.mse, scale: 10000 }
    - { label: SyMetric, value: evaluation.long.syMetric.score }   # measured where a column asks for it
  references:
    - { label: paper, source: 'Toth et al. 2020', beside: test MSE,
        values: { mass-spring: { HGN: 6.23 ± 2.03 } } }

Examples:
  hgn experiment springs.yaml --dry-run
  hgn experiment springs.yaml --only 'mass-spring/*/seed-1' --limit 4
  hgn experiment springs.yaml --jobs 4
  hgn experiment table springs.yaml`;

/** Adds `hgn experiment` and `hgn experiment table`. */
export function defineExperiment(program: Command, io: Io): void {
  const experiment = program
    .command('experiment')
    .description(
      'run a grid of systems, models and seeds: every trial that is not recorded yet; then write the tables',
    )
    .argument('<file.yaml>', 'what to run; see below')
    .option('--only <text>', 'trials with this in their name, * for anything (repeatable)', repeated)
    .option('--limit <n>', 'at most so many trials now', wholeNumber(1))
    .option('--dry-run', 'list the trials and how far they are, and run nothing')
    .option('--force', 'run trials again that are recorded')
    .option('--jobs <n>', 'trials at a time, which share the processor cores', wholeNumber(1), 1)
    .option('--discard-runs', 'remove the run folder of each trial once it is recorded')
    .addOption(jsonOption())
    .addHelpText('after', format)
    .action(async (file: string, options: ExperimentOptions) => {
      const { runExperiment } = await import('../experiment/run.ts');
      await runExperiment(file, options, io);
    });
  experiment
    .command('table')
    .description('write the tables again, from the recorded trials alone')
    .argument('<file.yaml>', 'the file of the experiment')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn experiment table springs.yaml')
    .action(async (file: string, _own: object, command: Command) => {
      const { makeTables } = await import('../experiment/makeTables.ts');
      // The option --json is also one of the command above, which then takes it.
      await makeTables(file, command.optsWithGlobals<TableOptions>(), io);
    });
}
