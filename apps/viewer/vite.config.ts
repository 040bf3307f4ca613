import { defaultClientConditions, defineConfig } from 'vite';
import { join } from 'node:path';
import { serveRuns } from './build/serveRuns.ts';
import { compressWasm } from './build/compressWasm.ts';
import { sharePage } from './build/sharePage.ts';
import { notebooks } from './build/notebooks.ts';
import { leanImports } from './build/leanImports.ts';
import { licenses } from './build/licenses.ts';
import { frameEntry, framePage } from './build/framePage.ts';

/** Where the engine's own files lie in the built app: under their own names, which the engine asks for. */
const engineFolder = 'assets/onnxruntime';

/** Licences stand once in `licenses.md`, not above each of a library's files. */
const comments = { legal: false } as const;
/** TensorFlow.js registers optimisers of its own, to be saved by name; training here has those of `@hgn/nn`. */
const optimisers = './optimizers/register_optimizers';
const noOptimisers = 'export const registerOptimizers = () => {};';
/** Whether a graphics card computes is asked by engines that the app comes without. */
const providers = './providers.ts';
const noProviders =
  "const none = () => { throw new Error('the viewer computes on the processor only'); };" +
  'export { none as requireAdapter, none as requireCudaLibrary, none as requireProvider };';
/** What is compiled is kept in a folder by programs of Node alone: pages have none. */
const folders = '../cache/folderCache.ts';
const noFolders =
  "export const folderCache = () => { throw new Error('the viewer keeps nothing in folders'); };";
/** Engines that the app does not ask for, and what is known of one that pages cannot have. */
const ownEngines = ['../native/engine.ts', '../native/target.ts', '../wasm/engine.ts'];
const license = licenses('licenses.md');

export default defineConfig({
  root: join(import.meta.dirname, 'src/app'),
  base: './',
  resolve: { conditions: ['@hgn/source', 'onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  plugins: [
    serveRuns(),
    compressWasm(),
    notebooks(),
    framePage('frame/'),
    sharePage(),
    // Pages differentiate nothing: gradients are registered in Workers, which are built by themselves.
    leanImports({ withoutStart: ['@hgn/autodiff'], unreached: ownEngines }),
    license.app,
  ],
  // The app brings no engine for graphics processors along: its file is twice as large, and these models need none.
  worker: {
    format: 'es',
    plugins: () => [
      leanImports({
        unreached: ['onnxruntime-web/webgpu', ...ownEngines],
        replaced: { [optimisers]: noOptimisers, [providers]: noProviders, [folders]: noFolders },
      }),
      license.worker,
    ],
    rolldownOptions: { output: { comments } },
  },
  // The engine finds its files by its own address, which a pre-bundled copy would not have.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  build: {
    outDir: '../../dist/app',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // The frame's own modules are handed over by its page: it may ask for none ahead of time.
      resolveDependencies: (_file, dependencies, { hostId }) =>
        /\/frame-[^/]*$/.test(hostId) ? [] : dependencies,
    },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: { index: join(import.meta.dirname, 'src/app/index.html'), frame: frameEntry },
      preserveEntrySignatures: 'exports-only',
      output: {
        comments,
        // One file for what packs and unpacks: apart they compress worse.
        codeSplitting: { groups: [{ name: 'packing', test: /node_modules\/(fflate|fast-png|iobuffer)\// }] },
        assetFileNames: ({ names }) =>
          names.some((name) => name.startsWith('ort-'))
            ? `${engineFolder}/[name][extname]`
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
