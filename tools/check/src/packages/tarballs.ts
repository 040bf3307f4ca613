import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../check.ts';
import { packAll, type Packed } from '../../../release/src/installing/packAll.ts';
import { serveRegistry } from '../../../release/src/installing/localRegistry.ts';
import { tryAsOutsider } from '../../../release/src/installing/outsider.ts';
import { runTool } from '../process.ts';
import { publicPackages, type WorkspacePackage } from '../workspace.ts';

/**
 * Packs every published package as the registry would get it, looks at the tarballs and, with `outsiders`, installs the
 * libraries as their READMEs say and runs the first example of each. Needs a build.
 */
export async function checkTarballs({ outsiders = false }: { outsiders?: boolean } = {}): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-tarballs-'));
  const packages = publicPackages();
  const packed = await packAll(folder);
  const registry = await serveRegistry(new Map([...packed].map(([name, { filename }]) => [name, filename])));
  try {
    const problems: string[] = [];
    let examples = 0;
    // Two at a time: each spends most of its time in one process.
    const queue = [...packages];
    const worker = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { name } = next.manifest;
        const tarball = packed.get(name);
        if (tarball === undefined) throw new Error(`checkTarballs: ${name} was not packed`);
        const found = await tarballProblems(next, tarball);
        if (outsiders && next.group === 'packages') {
          const met = await tryAsOutsider(next, { registry, depth: 'first', linkNative: true });
          found.push(...met.problems);
          examples += met.ran;
        }
        problems.push(...found.map((problem) => `${name}: ${problem}`));
      }
    };
    await Promise.all([worker(), worker()]);
    return { problems, note: `${packages.length} packages${outsiders ? `, ${examples} examples` : ''}` };
  } finally {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The executor as WebAssembly, with and without instructions that multiply and add. */
const executors = ['simd', 'relaxed'].map((variant) => `native/prebuilds/wasm/hgn-${variant}.wasm`);

async function tarballProblems(one: WorkspacePackage, { filename, files }: Packed): Promise<string[]> {
  const [publint, types] = await Promise.all([
    runTool('publint', [filename, '--strict']),
    runTool('@arethetypeswrong/cli#attw', [filename, '--profile', 'esm-only', '--no-emoji', '--no-color']),
  ]);
  return [
    ...fileProblems(files, (source) => existsSync(join(one.folder, source)), [
      ...(existsSync(join(one.folder, 'vite.config.ts')) ? ['dist/app/index.html'] : []),
      ...(existsSync(join(one.folder, 'native/buildWasm.mjs')) ? executors : []),
    ]),
    ...(publint.status === 0 ? [] : [`publint\n${publint.output}`]),
    ...(types.status === 0 ? [] : [`are-the-types-wrong\n${types.output}`]),
  ];
}

/**
 * What may not be in a tarball, or may not be missing; `exists` tells whether the package has that source file, `also`
 * names what this package must hold beside what all do.
 */
export function fileProblems(
  files: readonly string[],
  exists: (source: string) => boolean,
  also: readonly string[] = [],
): string[] {
  const required = [
    ...also,
    'package.json',
    'README.md',
    'LICENSE',
    'dist/index.js',
    'dist/index.d.ts',
    'src/index.ts',
  ];
  const stale = files
    .filter((file) => file.startsWith('dist/') && !file.startsWith('dist/app/') && file.endsWith('.js'))
    .filter((file) => !exists(file.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts')));
  return [
    ...required.filter((file) => !files.includes(file)).map((file) => `lacks ${file}`),
    ...files
      .filter((file) => /\.(test|bench)\.|\.tsbuildinfo$|(^|\/)(test|node_modules|\.examples)\//.test(file))
      .map((file) => `must not hold ${file}`),
    ...stale.map((file) => `${file} has no source any more: remove dist and build again`),
  ];
}
