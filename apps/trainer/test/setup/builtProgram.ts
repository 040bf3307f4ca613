import { pathToFileURL } from 'node:url';
import { hgnCommand } from '@hgn/testing/hgnCommand';
import { vi } from 'vitest';

/**
 * Processes that commands start are those of the built package where it is as new as the sources: they start in a third of
 * the time, of which trials take many. Elsewhere they start from the sources, as the commands of these tests themselves.
 */
vi.mock('../../src/files/ownProgram.ts', async (original) => {
  const sources = await original<{ ownProgram: (module: string) => { entry: URL; execArgv: string[] } }>();
  return {
    ownProgram: (module: string) => {
      const [command] = hgnCommand();
      return command.endsWith('.js')
        ? { entry: new URL(`${module}.js`, pathToFileURL(command)), execArgv: [] }
        : sources.ownProgram(module);
    },
  };
});
