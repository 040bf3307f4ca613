import { defaultClientConditions, defineConfig } from 'vite';
import { join } from 'node:path';
import { serveRuns } from './build/serveRuns.ts';
import { compressWasm } from './build/compressWasm.ts';
import { sharePage } from './build/sharePage.ts';
import { notebooks } from './build/notebooks.ts';

/** Where the engine's own files lie in the built app: under their own names, which the engine asks for. */
const engineFolder = 'assets/onnxruntime';

export default defineConfig({
  root: join(import.meta.dirname, 'src/app'),
  base: './',
  resolve: { conditions: ['@hgn/source', 'onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  plugins: [serveRuns(), compressWasm(), notebooks(), sharePage()],
  worker: { format: 'es' },
  // The engine finds its files by its own address, which a pre-bundled copy would not have.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  build: {
    outDir: '../../dist/app',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        assetFileNames: ({ names }) =>
          names.some((name) => name.startsWith('ort-'))
            ? `${engineFolder}/[name][extname]`
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
