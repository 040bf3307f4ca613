import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { jsonOption } from './options.ts';

/** Adds `hgn dataset systems|info|verify`. */
export function defineDataset(program: Command, io: Io): void {
  const dataset = program.command('dataset').description('list systems, and look into a data set folder');
  dataset
    .command('systems')
    .description('list the systems that hgn simulate knows')
    .addOption(jsonOption())
    .action(async (options: { readonly json?: boolean }) => {
      const { listSystems } = await import('../data/inspect.ts');
      listSystems(options, io);
    });
  dataset
    .command('info')
    .description('say what a data set holds')
    .argument('<folder>', 'folder that hgn simulate wrote')
    .addOption(jsonOption())
    .action(async (folder: string, options: { readonly json?: boolean }) => {
      const { describeDataset } = await import('../data/inspect.ts');
      await describeDataset(folder, options, io);
    });
  dataset
    .command('verify')
    .description('read every byte of a data set and check it against its manifest')
    .argument('<folder>', 'folder that hgn simulate wrote')
    .addOption(jsonOption())
    .action(async (folder: string, options: { readonly json?: boolean }) => {
      const { verifyDataset } = await import('../data/inspect.ts');
      await verifyDataset(folder, options, io);
    });
}
