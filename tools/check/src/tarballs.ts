import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './check.ts';
import { runPnpm, runTool } from './process.ts';
import { publicPackages, type WorkspacePackage } from './workspace.ts';

/** Packs every published package as the registry would get it, and looks at the tarballs. Needs a build. */
export async function checkTarballs(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-tarballs-'));
  try {
    const packages = publicPackages();
    const problems: string[] = [];
    // Two at a time: each spends most of its time in one process.
    const queue = [...packages];
    const worker = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { name } = next.manifest;
        problems.push(...(await tarballProblems(next, folder)).map((problem) => `${name}: ${problem}`));
      }
    };
    await Promise.all([worker(), worker()]);
    return { problems, note: `${packages.length} packages` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tarballProblems(one: WorkspacePackage, destination: string): Promise<string[]> {
  const packed = await runPnpm(['pack', '--json', '--pack-destination', destination], one.folder);
  if (packed.status !== 0) return [`pnpm pack failed\n${packed.output}`];
  const { filename, files } = JSON.parse(packed.stdout) as { filename: string; files: { path: string }[] };
  const [publint, types] = await Promise.all([
    runTool('publint', [filename, '--strict']),
    runTool('@arethetypeswrong/cli#attw', [filename, '--profile', 'esm-only', '--no-emoji', '--no-color']),
  ]);
  return [
    ...fileProblems(
      files.map(({ path }) => path),
      (source) => existsSync(join(one.folder, source)),
      existsSync(join(one.folder, 'vite.config.ts')) ? ['dist/app/index.html'] : [],
    ),
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
