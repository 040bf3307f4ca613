import type { SweepOptions, SweepStatusOptions } from '../sweep/options.ts';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { jsonOption, wholeNumber } from './options.ts';

const format = `
The file is that of hgn experiment, with a search:
  name: rates
  seeds: [1]
  systems: [pendulum]
  models: [{ name: HGN, preset: quickstart }]
  search:
    method: asha              # or grid, random, latin-hypercube, successive-halving
    trials: 24                # points to draw (a grid has as many as it has)
    seed: 0
    over:
      optimiser.learningRate: { from: 0.0003, to: 0.03, scale: log }
      training.batchSize: { from: 8, to: 64, whole: true }
      objective.kind: { choices: [elbo, geco] }
    objective: evaluation.mse # in the record of a trial; the smallest wins
    firstLook: 200            # steps before the first choice among the trials
    factor: 3                 # one in so many goes on, for so many times the steps

Examples:
  hgn sweep rates.yaml --jobs 4
  hgn sweep rates.yaml --queue redis://127.0.0.1:6379     and, on any machine that sees this folder:
  hgn worker rates --queue redis://127.0.0.1:6379
  hgn sweep status rates.yaml --queue redis://127.0.0.1:6379 --watch`;

/** `--queue`, the same words in every command. */
export const queueWords =
  'server of a queue (Redis or Valkey), redis://host:6379 or rediss://host; its password stands in HGN_REDIS_PASSWORD or in the file that HGN_REDIS_PASSWORD_FILE names';

/** Adds `hgn sweep` and `hgn sweep status`. */
export function defineSweep(program: Command, io: Io): void {
  const sweep = program
    .command('sweep')
    .description('search for good values of any configuration keys, here or on many machines')
    .argument('<file.yaml>', 'what to search; see below')
    .option('--jobs <n>', 'trials at a time on this machine, which share its cores', wholeNumber(1), 1)
    .option('--queue <url>', queueWords)
    .option('--dry-run', 'list the trials and how far they are, and run nothing')
    .option('--force', 'run again what is recorded')
    .option('--discard-runs', 'remove the run folder of each trial once it is recorded')
    .addOption(jsonOption())
    .addHelpText('after', format)
    .action(async (file: string, options: SweepOptions) => {
      const { runSweep } = await import('../sweep/run.ts');
      await runSweep(file, options, io);
    });
  sweep
    .command('status')
    .description('say how far a sweep is, and what its workers do')
    .argument('<file.yaml>', 'the file of the sweep')
    .option('--queue <url>', queueWords)
    .option('--watch', 'look again every two seconds until all is done')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hgn sweep status rates.yaml\n  hgn sweep status rates.yaml --queue redis://127.0.0.1:6379 --watch',
    )
    .action(async (file: string, _own: object, command: Command) => {
      const { sweepStatus } = await import('../sweep/status.ts');
      // --json and --queue are also options of the command above, which then takes them.
      await sweepStatus(file, command.optsWithGlobals<SweepStatusOptions>(), io);
    });
}
