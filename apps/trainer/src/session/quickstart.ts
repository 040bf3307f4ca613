import type { QuickstartOptions } from './quickstartOptions.ts';
import type { Io } from '../io.ts';
import { runEntries } from '../runs/layout.ts';
import { asOnlyWriter } from '../runs/lock/writer.ts';
import { concludeRun } from './judging/conclude.ts';
import { configure } from './configure.ts';
import { startOrContinue } from './startOrContinue.ts';

/** Runs `hgn quickstart`: simulate, train, evaluate, report. */
export async function quickstart(options: QuickstartOptions, io: Io): Promise<void> {
  const config = await configure({ ...options, preset: 'quickstart' }, io);
  const writing = { shown: options.out, command: 'hgn quickstart', entries: runEntries };
  await asOnlyWriter(writing, io, async (writer) =>
    concludeRun(
      await startOrContinue(config, options, writer),
      {
        evaluate: true,
        exported: options.export,
        json: options.json ?? false,
        ...(options.theme && { theme: options.theme }),
      },
      writer.io,
    ),
  );
  if (options.json !== true) {
    io.stdout.write(
      `next: hgn view${options.out === 'runs/quickstart' ? '' : ` ${options.out}`} to play with it, or hgn train --system pendulum --preset pendulum-small\n`,
    );
  }
}
