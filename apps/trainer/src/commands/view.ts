import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { jsonOption, portNumber } from './options.ts';

/** What the command line of `hgn view` says. */
export interface ViewOptions {
  readonly port?: number;
  readonly open: boolean;
  readonly json?: boolean;
}

/** Adds `hgn view`. */
export function defineView(program: Command, io: Io): void {
  program
    .command('view')
    .description('play with runs in the browser: scrub through time, drag states, compare')
    .argument('[folders...]', 'folders that hold runs, or are runs', ['runs'])
    .option('--port <n>', 'exactly this port (default: 4173, or the next that is free)', portNumber)
    .option('--no-open', 'only print the address, and open no browser')
    .addOption(jsonOption())
    .action(async (folders: readonly string[], options: ViewOptions) => {
      const { view } = await import('../viewer/view.ts');
      await view(folders, options, io);
    });
}
