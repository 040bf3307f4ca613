import type { RunSource } from './runSource.ts';

/**
 * The exported model of a run: from its `export` folder, or exported here and now from its newest checkpoint.
 *
 * @returns content by file name
 */
export async function exportFiles(
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
