import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand, type Finished } from './programs/command.ts';

/** Packages installed from their tarballs, as a user has them. */
export interface PackedInstall {
  /** The folder they are installed in, with a package.json of type module. */
  readonly folder: string;
  /** Runs a module's source text there with plain Node, this one or another. */
  run(source: string, node?: string): Promise<Finished>;
  /** Deletes the folder. */
  remove(): void;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Packs `packages` (names such as `@hgn/integrators`) with the packages of ours that they depend on, and installs the
 * tarballs in an empty folder with npm, `extra` (such as `@tensorflow/tfjs-core@4.22.0`) beside them. Reads the built
 * `dist` folders. Takes some seconds; asks the npm registry for what npm has not cached.
 */
export async function installPacked(
  packages: readonly string[],
  extra: readonly string[] = [],
): Promise<PackedInstall> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-packed-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    const tarballs: string[] = [];
    for (const name of withDependencies(packages)) tarballs.push(await pack(name, folder));
    const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'];
    await succeed('npm', ['install', ...flags, ...tarballs, ...extra], folder);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    folder,
    run: (source, node = process.execPath) =>
      runCommand(node, ['--input-type=module', '--eval', source], {
        cwd: folder,
        env: plainEnvironment(),
      }),
    remove,
  };
}

async function pack(name: string, destination: string): Promise<string> {
  const args = ['pack', '--json', '--pack-destination', destination];
  const stdout = await succeed('pnpm', args, packageFolder(name));
  return (JSON.parse(stdout) as { filename: string }).filename;
}

/** Where a test was not started through pnpm, npm fetches the pinned one. */
async function succeed(command: 'npm' | 'pnpm', args: readonly string[], cwd: string): Promise<string> {
  // Windows starts npm.cmd and pnpm.cmd through a shell only.
  const options = { cwd, env: plainEnvironment(), shell: process.platform === 'win32' };
  const finished = await runCommand(command, args, options).catch((error: unknown) => {
    if (command !== 'pnpm' || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const { packageManager } = readManifest(root);
    return runCommand(
      'npm',
      ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', ...args],
      options,
    );
  });
  if (finished.status !== 0) {
    throw new Error(
      `installPacked: ${command} ${args[0]} failed in ${cwd}\n${finished.stdout}${finished.stderr}`,
    );
  }
  return finished.stdout;
}

/** Without what vitest and the outer npm put there, nor the tests' engine: a user's shell has no `@hgn/source` condition. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const own = /^(npm_|NODE_OPTIONS$|NODE_ENV$|VITEST|HGN_ENGINE$)/i;
  // What says where the registry is comes from the user's own configuration, which stays.
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !own.test(key) || /registry|cache/i.test(key)),
  );
}

function withDependencies(names: readonly string[]): Set<string> {
  const all = new Set<string>();
  const visit = (name: string) => {
    if (all.has(name)) return;
    all.add(name);
    const { dependencies = {} } = readManifest(packageFolder(name));
    for (const dependency of Object.keys(dependencies)) if (dependency.startsWith('@hgn/')) visit(dependency);
  };
  names.forEach(visit);
  return all;
}

function packageFolder(name: string): string {
  const base = name.replace('@hgn/', '');
  return join(root, base === 'trainer' || base === 'viewer' ? 'apps' : 'packages', base);
}

function readManifest(folder: string): { dependencies?: Record<string, string>; packageManager?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ReturnType<typeof readManifest>;
}
