import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtFile } from '../builtApp.ts';
import { findRuns, type FoundRun } from '../runs/findRuns.ts';
import { listFiles } from '../runs/runFiles.ts';
import { filesToShare } from '../../sharing/filesToShare.ts';
import { singleFile } from '../../sharing/singleFile.ts';

/** Which run becomes a file, and which file. */
export interface ShareOptions {
  /** The run's folder. */
  readonly run: string;
  /** The file to write, usually `….html`; replaced where it exists. */
  readonly out: string;
  /** Content of the run's export by file name, for a run without an `export` folder. */
  readonly exported?: Readonly<Record<string, Uint8Array>> | undefined;
  /** Folder of the built app; default the one of this package. */
  readonly app?: string | undefined;
}

/**
 * Writes one HTML file that plays a run by itself, from a disk and without a network.
 *
 * @returns bytes of the file
 * @throws Error when the run has no exported model, or the app was not built
 * @example
 * ```ts no-run
 * console.log(await shareRun({ run: 'runs/quickstart', out: 'quickstart.html' })); // 5.6 million
 * ```
 */
export async function shareRun({ run: folder, out, exported, app }: ShareOptions): Promise<number> {
  const found = await findRuns([folder]);
  const [run] = found;
  if (run === undefined || found.length > 1) {
    throw new Error(
      `shareRun: ${folder} must be one run, but holds ${found.length === 0 ? 'none' : found.length}; name the run's own folder`,
    );
  }
  const { name, files } = await readRun(run, exported);
  const [template, engine] = await Promise.all([
    builtFile('share/page.html', app),
    builtFile('assets/onnxruntime/ort-wasm-simd-threaded.wasm.gz', app),
  ]);
  const page = singleFile({ template: template.toString('utf8'), engine, run: { name, files } });
  await writeFile(out, page);
  return Buffer.byteLength(page);
}

async function readRun(
  run: FoundRun,
  exported: ShareOptions['exported'],
): Promise<{ readonly name: string; readonly files: Readonly<Record<string, Uint8Array>> }> {
  const listed = await listFiles(run);
  const paths = listed.map(({ path }) => path);
  // The folder may be an export itself.
  const isExport = paths.includes('model.json');
  const model =
    exported !== undefined ? [] : isExport ? paths : paths.filter((path) => path.startsWith('export/'));
  const files: Record<string, Uint8Array> = {};
  for (const path of new Set([...(isExport ? [] : filesToShare(listed)), ...model])) {
    files[isExport ? `export/${path}` : path] = await readFile(join(run.folder, ...path.split('/')));
  }
  for (const [name, content] of Object.entries(exported ?? {})) files[`export/${name}`] = content;
  return { name: run.name, files };
}
