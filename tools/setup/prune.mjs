import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Removes what the compiler once wrote for sources that are gone: it never does so itself, and `dist` is packed. */
export function pruneStaleOutputs(packageFolders) {
  for (const folder of packageFolders) {
    const dist = join(folder, 'dist');
    if (!existsSync(dist)) continue;
    // What the bundler makes has no source of its own; it clears its folder itself.
    const bundled = `${join(dist, 'app')}${sep}`;
    for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (path.startsWith(bundled)) continue;
      const source = relative(dist, path).replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
      if (entry.isFile() && source.endsWith('.ts') && !existsSync(join(folder, 'src', source))) rmSync(path);
    }
  }
}
