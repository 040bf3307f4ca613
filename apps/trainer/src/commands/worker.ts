import type { WorkerOptions } from '../sweep/queue/workerOptions.ts';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { jsonOption, wholeNumber } from './options.ts';
import { queueWords } from './sweep.ts';

/** Adds `hgn worker`. */
export function defineWorker(program: Command, io: Io): void {
  program
    .command('worker')
    .description('run trials of a sweep that a queue hands out, until stopped')
    .argument('<sweep>', 'name of the sweep, as its file says it')
    .requiredOption('--queue <url>', queueWords)
    .option('--jobs <n>', 'trials at a time, which share the processor cores', wholeNumber(1), 1)
    .option('--folder <path>', 'the folder that all workers share (default: this one)')
    .option(
      '--stalled-after <seconds>',
      'when the trial of a worker that gives no sign of life goes to another one',
      wholeNumber(1),
      30,
    )
    .option('--until-empty', 'end when the queue is empty')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nCtrl-C or SIGTERM saves the trials at hand and gives them back to the queue.\n\nExample:\n  hgn worker rates --queue rediss://queue.example.org --jobs 4 --folder /shared/hgn',
    )
    .action(async (sweep: string, options: WorkerOptions) => {
      const { work } = await import('../sweep/queue/worker.ts');
      await work(sweep, options, io);
    });
}
