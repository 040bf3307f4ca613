import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the app from its sources into a folder, as `npm run build` does. */
export async function buildApp(outDir: string): Promise<void> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const cwd = process.cwd();
  process.chdir(root);
  try {
    await build({
      configFile: `${root}vite.config.ts`,
      logLevel: 'error',
      build: { outDir, emptyOutDir: true },
    });
  } finally {
    process.chdir(cwd);
  }
}
