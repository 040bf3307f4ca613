import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const stampFile = (root) => join(root, 'node_modules', '.cache', 'hgn-setup');

/** True when nothing that installing or building reads has changed since `markUpToDate`; costs a few file stats. */
export function isUpToDate(root) {
  const stamp = stampFile(root);
  return (
    existsSync(stamp) &&
    compiledFolders(root).every((folder) => existsSync(join(folder, 'dist', 'index.js'))) &&
    existsSync(join(root, 'apps', 'viewer', 'dist', 'app', 'index.html')) &&
    existsSync(join(root, 'packages', 'jit', 'native', 'prebuilds', 'wasm', 'hgn-simd.wasm')) &&
    readFileSync(stamp, 'utf8') === fingerprint(root)
  );
}

/** Remembers the present state as installed and built. */
export function markUpToDate(root) {
  const stamp = stampFile(root);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint(root));
}

/** A hash over path, size and modification time of every input of `pnpm install` and of the build. */
function fingerprint(root) {
  const folders = packageFolders(root);
  const files = [
    // pnpm's own record: gone or changed when another package manager has been at work in node_modules.
    'node_modules/.modules.yaml',
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'turbo.json',
    'tsconfig.base.json',
    'tsconfig.build.json',
    ...folders.flatMap((folder) => {
      const nested = ['src', 'build', 'notebooks', 'native/cpp'].flatMap((name) =>
        sourcesIn(join(folder, name)),
      );
      const settings = ['package.json', 'tsconfig.build.json', 'vite.config.ts', 'native/buildWasm.mjs'];
      return [...settings.map((name) => join(folder, name)), ...nested].map((file) => relative(root, file));
    }),
  ];
  const hash = createHash('sha256').update(process.version);
  for (const file of files.sort()) {
    const stats = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`\n${file} ${stats?.size} ${stats?.mtimeMs}`);
  }
  return hash.digest('hex');
}

function sourcesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The folders of the packages that the TypeScript compiler builds. */
export function compiledFolders(root) {
  return packageFolders(root).filter((folder) => existsSync(join(folder, 'tsconfig.build.json')));
}

function packageFolders(root) {
  return ['packages', 'apps', 'tools'].flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .map((entry) => join(root, group, entry.name))
      .filter((folder) => existsSync(join(folder, 'package.json'))),
  );
}
