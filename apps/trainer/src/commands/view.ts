import type { ViewOptions } from '../viewer/options.ts';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { jsonOption, portNumber } from './options.ts';

/** Adds `hgn view`. */
export function defineView(program: Command, io: Io): void {
  program
    .command('view')
    .description('play with runs in the browser: scrub through time, drag states, compare')
    .argument('[folders...]', 'folders that hold runs, or are runs', ['runs'])
    .option('--port <n>', 'exactly this port (default: 4173, or the next that is free)', portNumber)
    .option('--no-open', 'only print the address, and open no browser')
    .option('--share <run>', 'write one HTML file that plays this run by itself, without a network')
    .option('-o, --out <file>', 'the file that --share writes (default: <run>.html here)')
    .option('--export-site <folder>', 'write pages and runs as a folder for any static host')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hgn view\n  hgn view --share runs/pendulum --out pendulum.html\n  hgn view runs --export-site public',
    )
    .action(async (folders: readonly string[], options: ViewOptions) => {
      if (options.share !== undefined || options.exportSite !== undefined || options.out !== undefined) {
        const { takeAlong } = await import('../viewer/takeAlong.ts');
        await takeAlong(folders, options, io);
        return;
      }
      const { view } = await import('../viewer/view.ts');
      await view(folders, options, io);
    });
}
