import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { plainEnvironment, runCommand } from '@hgn/testing';
import { publicPackages } from '../../../check/src/workspace.ts';
import { serveRegistry, type LocalRegistry } from './localRegistry.ts';
import { packTarballs } from './packAll.ts';
import { installWords, pastedBlocks } from './readmes.ts';
import { installRuntimes, type Runtime } from './runtimes.ts';
import type { StepOptions, StepOutcome } from '../step.ts';

const managers = ['npm@10', 'npm@11', 'pnpm@10'] as const;

/**
 * Installs all tarballs in one empty folder with each package manager, each under another Node, which runs all READMEs
 * there; every entry is loaded by every runtime, by `import` and by `require`.
 */
export async function installTogether({ log }: StepOptions): Promise<StepOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-release-'));
  const problems: string[] = [];
  let ran = 0;
  const registry = await serveRegistry(await packTarballs(folder));
  try {
    const runtimes = await installRuntimes(folder, log);
    for (const [index, manager] of managers.entries()) {
      const node = runtimes[index];
      if (!node?.name.startsWith('Node ')) {
        problems.push(`${manager}: there is no Node for it`);
        continue;
      }
      log(`${manager} on ${node.name}: ${registry.versions.size} packages`);
      const home = mkdtempSync(join(folder, 'together-'));
      const failure = await install(home, manager, node, registry);
      if (failure !== undefined) {
        problems.push(failure);
        continue;
      }
      problems.push(...(await loadProblems(home, manager, runtimes)));
      for (const one of publicPackages()) {
        for (const { place, code } of pastedBlocks(one)) {
          const file = `readme-${one.manifest.name}-${place}.mjs`.replaceAll(/[^\w.]+/g, '-');
          writeFileSync(join(home, file), code);
          const { status, stderr } = await run(node, file, home);
          ran += 1;
          if (status !== 0)
            problems.push(
              `${manager}, ${node.name}: ${one.manifest.name} ${place} ended with ${status}\n${stderr}`,
            );
        }
      }
    }
    const names = runtimes.map(({ name }) => name).join(', ');
    return { problems, note: `${managers.join(', ')}; ${names}; ${ran} examples` };
  } finally {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong where a manager cannot install everything. */
async function install(
  home: string,
  manager: string,
  node: Runtime,
  { versions, npmrc }: LocalRegistry,
): Promise<string | undefined> {
  const others = new Set(publicPackages().flatMap((one) => installWords(one).others));
  const latest = Object.fromEntries([...others].map((name) => [name, 'latest']));
  const manifest = { private: true, dependencies: { ...Object.fromEntries(versions), ...latest } };
  writeFileSync(join(home, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  writeFileSync(join(home, '.npmrc'), npmrc);
  const isPnpm = manager.startsWith('pnpm');
  const flags = isPnpm
    ? ['--prefer-offline', '--no-frozen-lockfile']
    : ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  const command = [
    'exec',
    '--yes',
    `--package=${manager}`,
    '--',
    isPnpm ? 'pnpm' : 'npm',
    'install',
    ...flags,
  ];
  const path = `${dirname(node.executable)}${delimiter}${process.env.PATH ?? ''}`;
  const { status, stdout, stderr } = await runCommand('npm', command, {
    cwd: home,
    env: { ...plainEnvironment(), PATH: path },
    shell: process.platform === 'win32',
  });
  return status === 0
    ? undefined
    : `${manager} on ${node.name} cannot install all packages\n${stdout}${stderr}`;
}

/** Loads every entry with every runtime, as modules and as scripts do. */
async function loadProblems(home: string, manager: string, runtimes: readonly Runtime[]): Promise<string[]> {
  const entries = publicPackages().flatMap(({ manifest }) =>
    Object.entries(manifest.exports ?? {})
      .filter(([, target]) => typeof target !== 'string')
      .map(([subpath]) => join(manifest.name, subpath).replaceAll('\\', '/')),
  );
  writeFileSync(join(home, 'load.mjs'), entries.map((entry) => `await import('${entry}');\n`).join(''));
  writeFileSync(
    join(home, 'load.cjs'),
    entries
      .map(
        (entry) =>
          `if (Object.keys(require('${entry}')).length === 0) throw new Error('${entry} is empty');\n`,
      )
      .join(''),
  );
  const problems: string[] = [];
  for (const runtime of runtimes) {
    for (const file of ['load.mjs', 'load.cjs']) {
      const { status, stderr } = await run(runtime, file, home);
      if (status !== 0)
        problems.push(`${manager}, ${runtime.name}: ${file} ends with ${status}\n${stderr.trim()}`);
    }
  }
  return problems;
}

function run({ executable, args }: Runtime, file: string, cwd: string) {
  return runCommand(executable, [...args, file], { cwd, env: plainEnvironment() });
}
