import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import type { FrameModules } from '../src/app/notebook/frame/messages.ts';

const frameFolder = fileURLToPath(new URL('../src/app/notebook/frame/', import.meta.url));

/** The module that the frame of notebooks starts with: an entry of the build. */
export const frameEntry = `${frameFolder}main.ts`;

/**
 * Writes the page of the frame in which notebooks run that somebody wrote: its first script, its style, and the list
 * of the app's own modules that it is made of. Without an origin it can load no module by itself; the app hands them over.
 *
 * @param folder where the page lies among the files of the build: `frame/`, or nothing where the build is the frame's own
 */
export function framePage(folder: '' | 'frame/'): Plugin {
  return {
    name: 'hgn-frame-page',
    generateBundle: {
      // After chunks of nothing but style were taken out.
      order: 'post',
      async handler(_options, bundle) {
        const chunks = new Map(
          Object.values(bundle).flatMap((file) =>
            file.type === 'chunk' ? [[file.fileName, file] as const] : [],
          ),
        );
        const entry = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId === frameEntry);
        if (entry === undefined) throw new Error('framePage: the build must have the frame as an entry');
        const emit = (fileName: string, source: string): void =>
          void this.emitFile({ type: 'asset', fileName: `${folder}${fileName}`, source });
        emit('index.html', await readFile(`${frameFolder}frame.html`, 'utf8'));
        emit('boot.js', await bootScript());
        emit('frame.css', styleOf(entry, chunks, bundle));
        emit('modules.json', JSON.stringify(modulesOf(entry, chunks, folder === '' ? './' : '../')));
      },
    },
  };
}

type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>;

/** Every module that the frame may come to need. */
function modulesOf(entry: Rolldown.OutputChunk, chunks: Chunks, base: string): FrameModules {
  const modules: Record<string, FrameModules['modules'][string]> = {};
  const add = (file: string, importers: readonly string[]): void => {
    if (importers.includes(file)) {
      throw new Error(
        `framePage: modules of the frame must not import each other in a circle, but ${[...importers, file].join(' → ')} do`,
      );
    }
    const chunk = chunks.get(file);
    if (chunk === undefined) throw new Error(`framePage: ${file} must be a chunk of the build`);
    if (file in modules) return;
    if (chunk.code.includes('__vite__mapDeps')) {
      throw new Error(`framePage: ${file} must not preload, since the frame may ask for nothing`);
    }
    for (const each of chunk.imports) add(each, [...importers, file]);
    modules[file] = { imports: chunk.imports, later: chunk.dynamicImports };
    for (const each of chunk.dynamicImports) add(each, []);
  };
  add(entry.fileName, []);
  return { base, entry: entry.fileName, modules };
}

/** The styles of an entry and of all that it imports. */
function styleOf(entry: Rolldown.OutputChunk, chunks: Chunks, bundle: Rolldown.OutputBundle): string {
  const styles = new Set<string>();
  const seen = new Set<string>();
  const visit = (chunk: Rolldown.OutputChunk): void => {
    if (seen.has(chunk.fileName)) return;
    seen.add(chunk.fileName);
    for (const each of chunk.imports) {
      const imported = chunks.get(each);
      if (imported !== undefined) visit(imported);
    }
    for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style);
  };
  visit(entry);
  return [...styles]
    .map((name) => {
      const file = bundle[name];
      if (file?.type !== 'asset') throw new Error(`framePage: ${name} must be a style of the build`);
      return String(file.source);
    })
    .join('\n');
}

/** The frame's first script, which is no module: those need an origin. */
async function bootScript(): Promise<string> {
  const result = await build({
    configFile: false,
    root: frameFolder,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      copyPublicDir: false,
      rolldownOptions: { input: `${frameFolder}boot.ts`, output: { format: 'iife', codeSplitting: false } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as readonly Rolldown.RolldownOutput[];
  const [script, ...others] = outputs.flatMap(({ output }) => output);
  if (script?.type !== 'chunk' || others.length > 0)
    throw new Error('framePage: boot.ts must give one script');
  return script.code;
}
