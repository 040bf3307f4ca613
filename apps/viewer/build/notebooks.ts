import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions, type Plugin, type Rolldown } from 'vite';
import { appHeaders } from '../src/server/serving/headers.ts';
import { compileNotebook } from './compileNotebook.ts';
import { frameEntry, framePage } from './framePage.ts';

const appFolder = fileURLToPath(new URL('../src/app/', import.meta.url));

/**
 * Compiles the notebooks that the app imports as `./name.html?notebook`; while the app is being developed, it also serves
 * the frame in which others run, which is built then, since it is made of chunks.
 */
export function notebooks(): Plugin {
  return {
    name: 'hgn-notebooks',
    enforce: 'pre',
    async load(id) {
      const [path = '', query] = id.split('?');
      if (query !== 'notebook') return undefined;
      this.addWatchFile(path);
      return { code: compileNotebook(await readFile(path, 'utf8'), basename(path)), moduleType: 'js' };
    },
    configureServer: ({ middlewares }) => {
      let files: Promise<ReadonlyMap<string, string | Uint8Array>> | undefined;
      middlewares.use('/frame/', (request, response, next) => {
        files ??= builtFrame();
        files
          .then((all) => {
            const name = (request.url ?? '/').replace(/^\//, '').replace(/\?.*$/, '');
            const content = all.get(name);
            if (content === undefined) {
              next();
              return;
            }
            for (const [header, value] of Object.entries(appHeaders('/frame/')))
              response.setHeader(header, value);
            const types = {
              html: 'text/html',
              js: 'text/javascript',
              css: 'text/css',
              json: 'application/json',
            };
            response.setHeader('content-type', types[name.split('.').pop() as 'html'] ?? 'text/plain');
            response.end(content);
          })
          .catch(next);
      });
    },
  };
}

async function builtFrame(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const built = await build({
    configFile: false,
    root: appFolder,
    base: './',
    logLevel: 'warn',
    resolve: { conditions: ['@hgn/source', ...defaultClientConditions] },
    plugins: [framePage('')],
    build: {
      write: false,
      target: 'es2023',
      modulePreload: { polyfill: false, resolveDependencies: () => [] },
      copyPublicDir: false,
      rolldownOptions: { input: frameEntry, preserveEntrySignatures: 'exports-only' },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as readonly Rolldown.RolldownOutput[];
  return new Map(
    outputs.flatMap(({ output }) =>
      output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const),
    ),
  );
}
