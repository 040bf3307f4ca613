import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions, type InlineConfig, type Plugin, type Rolldown } from 'vite';
import { appHeaders } from '../src/server/headers.ts';
import { compileNotebook } from './compileNotebook.ts';

const frameFolder = fileURLToPath(new URL('../src/app/notebook/frame/', import.meta.url));

/**
 * Compiles the notebooks that the app imports as `./name.html?notebook`, and builds the frame in which others run: one
 * script without imports, since a frame without an origin can load no modules.
 */
export function notebooks(): Plugin {
  let outDir = '';
  return {
    name: 'hgn-notebooks',
    enforce: 'pre',
    configResolved: (config) => {
      outDir = resolve(config.root, config.build.outDir, 'frame');
    },
    async load(id) {
      const [path = '', query] = id.split('?');
      if (query !== 'notebook') return undefined;
      this.addWatchFile(path);
      return { code: compileNotebook(await readFile(path, 'utf8'), basename(path)), moduleType: 'js' };
    },
    async closeBundle() {
      if (this.environment.config.command === 'build')
        await build(frameConfig({ outDir, emptyOutDir: true }));
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
            const types = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
            response.setHeader('content-type', types[name.split('.').pop() as 'html'] ?? 'text/plain');
            response.end(content);
          })
          .catch(next);
      });
    },
  };
}

const frameConfig = (options: InlineConfig['build']): InlineConfig => ({
  configFile: false,
  root: frameFolder,
  base: './',
  logLevel: 'warn',
  resolve: { conditions: ['@hgn/source', ...defaultClientConditions] },
  build: {
    target: 'es2023',
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    cssCodeSplit: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: `${frameFolder}main.ts`,
      // Left over by helpers that load chunks, of which there are none.
      transform: { define: { 'import.meta': '{}' } },
      output: {
        format: 'iife',
        entryFileNames: 'frame.js',
        assetFileNames: 'frame[extname]',
        codeSplitting: false,
      },
    },
    ...options,
  },
  plugins: [
    {
      name: 'hgn-frame-page',
      async generateBundle() {
        this.emitFile({
          type: 'asset',
          fileName: 'index.html',
          source: await readFile(`${frameFolder}frame.html`, 'utf8'),
        });
      },
    },
  ],
});

async function builtFrame(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const built = await build(frameConfig({ write: false }));
  const outputs = (Array.isArray(built) ? built : [built]) as readonly Rolldown.RolldownOutput[];
  return new Map(
    outputs.flatMap(({ output }) =>
      output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const),
    ),
  );
}
