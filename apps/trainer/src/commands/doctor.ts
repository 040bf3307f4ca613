import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { jsonOption } from './options.ts';

interface DoctorOptions {
  readonly json?: boolean;
  readonly run?: string;
  readonly clearCache?: boolean;
}

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
    .option('--clear-cache', 'remove the compiled models that are kept between runs')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Compiled models are kept between runs, up to 256 MiB; HGN_CACHE=FOLDER says where, HGN_CACHE=off keeps none.

Examples:
  hgn doctor
  hgn doctor --run runs/pendulum
  hgn doctor --clear-cache`,
    )
    .action(async (options: DoctorOptions) => {
      if (options.run !== undefined && options.clearCache === true)
        throw new UsageError('--run and --clear-cache are two tasks; give one of them');
      if (options.clearCache === true) {
        const { clearCache } = await import('../engines/cache.ts');
        await clearCache(options, io);
        return;
      }
      if (options.run !== undefined) {
        const { verifyRun } = await import('../runs/verifyRun.ts');
        await verifyRun(options.run, options, io);
        return;
      }
      const { doctor } = await import('../engines/doctor.ts');
      await doctor(options, io);
    });
}
