import type { RunSource } from '../sources/runSource.ts';
import { engineFiles } from './engineFiles.ts';
import { startPlayer, type PlayerClient } from './playerClient.ts';

/**
 * Opens the model of a run: from its `export` folder, or from an export that is made of its newest checkpoint here
 * and now.
 *
 * @param signal disposes of the player
 */
export async function openPlayer(source: RunSource, signal: AbortSignal): Promise<PlayerClient> {
  return await startPlayer(await exportFiles(source, signal), engineFiles(), signal);
}

/** Content of a run's export by file name. */
async function exportFiles(
  source: RunSource,
  signal: AbortSignal,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const folder = await exportFolder(source);
  if (folder === undefined) {
    const { exportRun } = await import('../drop/exportRun.ts');
    return await exportRun(source, signal);
  }
  const model = await source.read(`${folder}model.json`);
  const { graphs } = JSON.parse(new TextDecoder().decode(model)) as {
    readonly graphs: Readonly<Record<string, { readonly file: string }>>;
  };
  const names = Object.values(graphs).map(({ file }) => file);
  const contents = await Promise.all(names.map((name) => source.read(`${folder}${name}`)));
  return Object.fromEntries([['model.json', model], ...names.map((name, i) => [name, contents[i]] as const)]);
}

/** Where the exported model lies in a run: in `export/`, or at the top of a run that is an export itself. */
async function exportFolder(source: RunSource): Promise<'' | 'export/' | undefined> {
  const paths = (await source.files()).map(({ path }) => path);
  return (['export/', ''] as const).find((folder) => paths.includes(`${folder}model.json`));
}
