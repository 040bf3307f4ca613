import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { jsonOption } from './options.ts';

/** Adds `hgn doctor`. */
export function defineDoctor(program: Command, io: Io): void {
  program
    .command('doctor')
    .description('try every engine on this machine, and say how to get those that are missing')
    .addOption(jsonOption())
    .action(async (options: { readonly json?: boolean }) => {
      const { doctor } = await import('../engines/doctor.ts');
      await doctor(options, io);
    });
}
