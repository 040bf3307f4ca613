import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';

/** Modules for pages without a bundler: where the import map leads, and what lies there beside the installed files. */
export interface StaticFolder {
  /** The import map: names of modules to addresses. */
  readonly imports: Readonly<Record<string, string>>;
  /** Modules by address, which the folder's own files lack. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Where the folder `node_modules` of an installation is served. */
export const installed = '/npm';

/**
 * The modules that `specifiers` reach, as a CDN has them: our packages and ONNX Runtime as the files that are published,
 * every other package as one module, since many of them are CommonJS or import without extensions.
 *
 * @throws Error where one of them cannot be had in a page
 */
export async function staticFolder(home: string, specifiers: readonly string[]): Promise<StaticFolder> {
  const imports: Record<string, string> = {};
  const files = new Map<string, Uint8Array>();
  const waiting = [...specifiers];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next in imports) continue;
    if (next.startsWith('node:')) throw new Error(`staticFolder: pages have no ${next}`);
    const file = publishedFile(home, next);
    if (file === undefined) {
      const { code, needs } = await bundled(home, next);
      imports[next] = `/esm/${next}.js`;
      files.set(imports[next], code);
      waiting.push(...needs);
    } else {
      imports[next] = `${installed}/${file}`;
      waiting.push(...(next.startsWith('@hgn/') ? await importsOf(home, `node_modules/${file}`) : []));
    }
  }
  return { imports, files };
}

/** The names of other packages that a module and its own files import, `import()` of a literal included. */
export async function importsOf(home: string, file: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(home, file)],
    bundle: true,
    write: false,
    packages: 'external',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    metafile: true,
    logLevel: 'silent',
    absWorkingDir: home,
    outdir: home,
  });
  return externals(metafile);
}

function externals({ inputs }: Metafile): string[] {
  const names = Object.values(inputs).flatMap((input) =>
    input.imports.filter(({ external }) => external).map(({ path }) => path),
  );
  return [...new Set(names)];
}

/** A file below `node_modules`, where a package publishes modules that pages take as they are. */
function publishedFile(home: string, specifier: string): string | undefined {
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
  if (!name.startsWith('@hgn/') && name !== 'onnxruntime-web') return undefined;
  const folder = join(home, 'node_modules', name);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { exports: Targets };
  const target = chosen(exports[`.${rest}`]);
  if (target === undefined || !existsSync(join(folder, target)))
    throw new Error(`staticFolder: ${specifier} has no module for pages`);
  return `${name}/${target.replace(/^\.\//, '')}`;
}

interface Targets {
  readonly [condition: string]: string | Targets;
}

/** The first of the conditions that a page meets. */
function chosen(target: string | Targets | undefined): string | undefined {
  if (target === undefined || typeof target === 'string') return target;
  const met = Object.keys(target).find((key) => ['browser', 'import', 'default'].includes(key));
  return met === undefined ? undefined : chosen(target[met]);
}

/** One module for a package and its own files; what it needs of other packages stays outside, so that there is one of each. */
async function bundled(home: string, specifier: string): Promise<{ code: Uint8Array; needs: string[] }> {
  const peers = peersOf(home, specifier);
  const attempt = async (contents: string) => {
    const { outputFiles, metafile } = await build({
      stdin: { contents, resolveDir: home, loader: 'js' },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      external: peers,
      metafile: true,
      logLevel: 'silent',
      absWorkingDir: home,
      outfile: join(home, 'module.js'),
    });
    return {
      code: outputFiles[0]?.contents ?? new Uint8Array(),
      exports: Object.values(metafile.outputs)[0]?.exports ?? [],
      needs: externals(metafile),
    };
  };
  const name = JSON.stringify(specifier);
  const whole = await attempt(`export * from ${name};`);
  if (whole.exports.length > 0) return whole;
  // A module without names of its own is CommonJS: Node's lexer tells them, or it is imported for what it does.
  const all = Object.keys((await import(resolved(home, specifier))) as object);
  const names = all.filter((key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== 'default');
  return await attempt(
    `import value from ${name};\nexport default value;\nexport const { ${names.join(', ')} } = value;`,
  );
}

/** What must not be there twice: the peers of a package. */
function peersOf(home: string, specifier: string): string[] {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const { peerDependencies = {} } = JSON.parse(
    readFileSync(join(home, 'node_modules', name, 'package.json'), 'utf8'),
  ) as { peerDependencies?: Readonly<Record<string, string>> };
  return Object.keys(peerDependencies);
}

function resolved(home: string, specifier: string): string {
  return pathToFileURL(createRequire(join(home, 'package.json')).resolve(specifier)).href;
}

/** Whether a module, or one that it imports, needs what only Node has. */
export function needsNode(imported: readonly string[]): boolean {
  return imported.some(
    (name) =>
      name.startsWith('node:') ||
      name === 'onnxruntime-node' ||
      (name.startsWith('@hgn/') && dirname(name) !== '@hgn' && name.endsWith('/node')),
  );
}
