import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/** A module's source text with all that it imports of this package, minified as a user's bundler would. */
export async function bundle(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL('../..', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@hgn/source'],
    external: ['@tensorflow/*'],
    write: false,
  });
  return outputFiles[0].text;
}
