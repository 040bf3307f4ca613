import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesToShare } from '../../sharing/filesToShare.ts';
import type { HostedRun, SiteIndex } from '../../sharing/siteIndex.ts';
import { builtApp } from '../builtApp.ts';
import { findRuns, type FoundRun } from '../runs/findRuns.ts';
import { pagePolicy } from '../serving/headers.ts';
import { listFiles } from '../runs/runFiles.ts';
import { summarise } from '../runs/summarise.ts';

/** What a folder to host holds, and where it is written. */
export interface SiteOptions {
  /** Folders that hold runs, or are runs. */
  readonly folders: readonly string[];
  /** The folder to write; must be empty or not there. */
  readonly out: string;
  /** Exports the model of a run that has none: content by file name. Without it such a run takes its newest checkpoint along, which the page exports. */
  readonly exportRun?: ((folder: string) => Promise<Readonly<Record<string, Uint8Array>>>) | undefined;
  /** Folder of the built app; default the one of this package. */
  readonly app?: string | undefined;
}

/**
 * Writes the app with some runs as a folder that any host of static files can serve, at any address: no server of ours,
 * no special headers.
 *
 * @returns the runs that it holds
 * @throws Error when the folder holds something already, no run is found, or the app was not built
 * @example
 * ```ts no-run
 * console.log((await exportSite({ folders: ['runs'], out: 'site' })).length); // 3
 * ```
 */
export async function exportSite({
  folders,
  out,
  exportRun,
  app,
}: SiteOptions): Promise<readonly HostedRun[]> {
  const from = await builtApp(app);
  const present = await readdir(out).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  if (present.length > 0) {
    throw new Error(
      `exportSite: ${out} must be empty, but holds ${present[0]}; choose another folder, or empty it`,
    );
  }
  const found = await findRuns(folders);
  if (found.length === 0) {
    throw new Error(
      `exportSite: there must be a run to show, but ${folders.join(', ')} holds none; train one first`,
    );
  }
  await cp(from, out, { recursive: true });
  const runs: HostedRun[] = [];
  for (const run of found) runs.push(await copyRun(run, out, exportRun));
  const index: SiteIndex = { format: 'hgn-runs', version: 1, runs };
  await writeFile(join(out, 'runs.json'), `${JSON.stringify(index, undefined, 2)}\n`);
  const page = await readFile(join(from, 'index.html'), 'utf8');
  await writeFile(join(out, 'index.html'), asStatic(page));
  return runs;
}

async function copyRun(run: FoundRun, out: string, exportRun: SiteOptions['exportRun']): Promise<HostedRun> {
  const listed = await listFiles(run);
  const paths = listed.map(({ path }) => path);
  const model = paths.filter(
    (path) => path.startsWith('export/') || (paths.includes('model.json') && !path.includes('/')),
  );
  const exported =
    model.length === 0 && paths.includes('run.json') ? await exportRun?.(run.folder) : undefined;
  const newest = paths.filter((path) => /^checkpoints\/[^/]+\.safetensors$/.test(path)).at(-1);
  const checkpoint = model.length > 0 || exported !== undefined || newest === undefined ? [] : [newest];
  const content = new Map<string, Uint8Array>();
  for (const path of new Set([...filesToShare(listed), ...model, ...checkpoint])) {
    content.set(path, await readFile(join(run.folder, ...path.split('/'))));
  }
  for (const [name, bytes] of Object.entries(exported ?? {})) content.set(`export/${name}`, bytes);
  for (const [path, bytes] of content) {
    const to = join(out, 'runs', run.id, ...path.split('/'));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, bytes);
  }
  return {
    ...(await summarise(run)),
    folder: `runs/${encodeURIComponent(run.id)}/`,
    files: [...content].map(([path, { length }]) => ({ path, size: length })),
  };
}

/** The page of a static host: it finds its runs in `runs.json`, and carries the policy that a server would send. */
function asStatic(page: string): string {
  // In a page itself, what may frame it has no meaning.
  const policy = pagePolicy.replace(/; frame-ancestors [^;]*/, '');
  return page
    .replace('<meta name="hgn-runs" content="none"', '<meta name="hgn-runs" content="static"')
    .replace(
      '<meta charset="utf-8" />',
      `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    );
}
