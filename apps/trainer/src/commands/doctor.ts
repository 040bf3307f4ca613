import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { jsonOption } from './options.ts';

/** Adds `hgn doctor`. */
export function defineDoctor(program: Command, io: Io): void {
  program
    .command('doctor')
    .description(
      'try every engine on this machine, and say how to get those that are missing; or verify a run',
    )
    .option(
      '--run <folder>',
      'read every byte of this run or flow: checksums, configuration, where it comes from',
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  hgn doctor\n  hgn doctor --run runs/pendulum')
    .action(async (options: { readonly json?: boolean; readonly run?: string }) => {
      if (options.run !== undefined) {
        const { verifyRun } = await import('../runs/verifyRun.ts');
        await verifyRun(options.run, options, io);
        return;
      }
      const { doctor } = await import('../engines/doctor.ts');
      await doctor(options, io);
    });
}
