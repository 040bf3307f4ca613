let known: string | undefined;

/**
 * A digest of the files of this package, so that a model that another version made is never taken for one of this; the
 * version alone would not tell builds of one version apart. Undefined where they cannot be read: in bundles.
 */
export function compilerIdentity(): string | undefined {
  return (known ??= digestOfFiles(import.meta.url));
}

function digestOfFiles(here: string): string | undefined {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  const { join } = process.getBuiltinModule('node:path');
  if (!/\/cache\/compilerIdentity\.[jt]s$/.test(here)) return undefined;
  const folder = fileURLToPath(new URL('../', here));
  const names = filesBelow(folder)
    .filter((name) => /\.[jt]s$/.test(name) && !/\.(?:d|test)\.ts$/.test(name))
    .sort();
  const digest = createHash('sha256');
  for (const name of names)
    digest
      .update(`${name}\0`)
      .update(readFileSync(join(folder, name)))
      .update('\0');
  return digest.digest('hex');
}

/** Paths below a folder, with slashes. Node's own recursion asks about each file, and takes ten times as long. */
function filesBelow(folder: string, prefix = ''): string[] {
  const { readdirSync } = process.getBuiltinModule('node:fs');
  return readdirSync(`${folder}${prefix}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, `${path}/`) : [path];
  });
}
