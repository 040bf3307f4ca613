import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { defineConvert, defineImport } from './convert.ts';
import { jsonOption } from './options.ts';

const anyFormat = 'folder of hgn simulate, .h5 file, or folder of the DeepMind suite';

/** Adds `hgn dataset systems|info|verify|convert|import`. */
export function defineDataset(program: Command, io: Io): void {
  const dataset = program
    .command('dataset')
    .description('list systems; look into, verify, convert and import data sets');
  dataset
    .command('systems')
    .description('list the systems that hgn simulate knows')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn dataset systems --json')
    .action(async (options: { readonly json?: boolean }) => {
      const { listSystems } = await import('../data/inspect.ts');
      listSystems(options, io);
    });
  dataset
    .command('info')
    .description('say what a data set holds')
    .argument('<dataset>', anyFormat)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn dataset info data/spring')
    .action(async (shown: string, options: { readonly json?: boolean }) => {
      const { describeDataset } = await import('../data/inspect.ts');
      await describeDataset(shown, options, io);
    });
  dataset
    .command('verify')
    .description('read every byte of a data set and compare it with its checksums and its manifest')
    .argument('<dataset>', anyFormat)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  hgn dataset verify data/spring')
    .action(async (shown: string, options: { readonly json?: boolean }) => {
      const { verifyDataset } = await import('../data/inspect.ts');
      await verifyDataset(shown, options, io);
    });
  defineConvert(dataset, io);
  defineImport(dataset, io);
}
