import { pathToFileURL } from 'node:url';
import { hgnCommand } from '@hgn/testing/hgnCommand';
import { ownProgram as fromSources } from '../../src/files/ownProgram.ts';

/**
 * `ownProgram` of tests, in the place of the real one wherever a command imports that (see vitest.config.ts). Processes that
 * commands start are those of the built package where it is as new as the sources: they start in a third of the time, of
 * which trials take many. Elsewhere they start from the sources, as the commands of these tests themselves.
 */
export function ownProgram(module: string): ReturnType<typeof fromSources> {
  const [command] = hgnCommand();
  return command.endsWith('.js')
    ? { entry: new URL(`${module}.js`, pathToFileURL(command)), execArgv: [] }
    : fromSources(module);
}
