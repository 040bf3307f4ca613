import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@hgn/testing';
import { runPnpm } from '../../check/src/process.ts';
import { publicPackages } from '../../check/src/workspace.ts';
import type { StepOptions, StepOutcome } from './step.ts';

const managers = ['npm@10', 'npm@11', 'pnpm@10'] as const;
const nodes = ['20', '22', '24'] as const;

/** Installs all tarballs in one empty folder with each package manager, and loads every entry in each Node. */
export async function installTogether({ log }: StepOptions): Promise<StepOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-release-'));
  const problems: string[] = [];
  try {
    const tarballs: string[] = [];
    for (const one of publicPackages()) {
      const { stdout } = await runPnpm(['pack', '--json', '--pack-destination', folder], one.folder);
      tarballs.push((JSON.parse(stdout) as { filename: string }).filename);
    }
    const runtimes = await installNodes(folder, log);
    const entries = publicPackages().flatMap(({ manifest }) =>
      Object.entries(manifest.exports ?? {})
        .filter(([subpath, target]) => typeof target !== 'string' && !subpath.endsWith('tfjs'))
        .map(([subpath]) => join(manifest.name, subpath).replaceAll('\\', '/')),
    );
    for (const manager of managers) {
      log(`${manager}: ${tarballs.length} tarballs`);
      const home = mkdtempSync(join(folder, 'together-'));
      const isPnpm = manager.startsWith('pnpm');
      // pnpm takes no tarballs of packages that other tarballs name by version unless it is told where these are.
      const files = Object.fromEntries(
        publicPackages().map(({ manifest }, index) => [manifest.name, `file:${tarballs[index] ?? ''}`]),
      );
      const manifest = {
        private: true,
        type: 'module',
        dependencies: {
          ...files,
          '@tensorflow/tfjs-core': '4.22.0',
          '@tensorflow/tfjs-backend-cpu': '4.22.0',
        },
        overrides: files,
        pnpm: { overrides: files },
      };
      writeFileSync(join(home, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
      const flags = isPnpm
        ? ['--prefer-offline', '--no-frozen-lockfile']
        : ['--prefer-offline', '--no-audit', '--no-fund'];
      const { status, stdout, stderr } = await runCommand(
        'npm',
        ['exec', '--yes', `--package=${manager}`, '--', manager.split('@')[0] ?? 'npm', 'install', ...flags],
        {
          cwd: home,
        },
      );
      if (status !== 0) {
        problems.push(`${manager} cannot install all packages\n${stdout}${stderr}`);
        continue;
      }
      const source = entries.map((entry) => `await import('${entry}');`).join('\n');
      writeFileSync(join(home, 'load.mjs'), `${source}\n`);
      for (const [version, executable] of runtimes) {
        const loaded = await runCommand(executable, ['load.mjs'], { cwd: home });
        if (loaded.status !== 0)
          problems.push(`${manager}, Node ${version}: an entry does not load\n${loaded.stderr.trim()}`);
      }
    }
    return {
      problems,
      note: `${entries.length} entries, ${managers.join(', ')}, Node ${[...runtimes.keys()].join(', ')}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Node's own binaries, which the registry carries by platform; where one is missing this Node stands in, and is said. */
async function installNodes(folder: string, log: (line: string) => void): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  for (const version of nodes) {
    const home = mkdtempSync(join(folder, `node-${version}-`));
    const name = `node-${platform}-${process.arch}`;
    await runCommand(
      'npm',
      ['install', '--prefix', home, '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`],
      { cwd: home },
    );
    const executable = join(
      home,
      'node_modules',
      name,
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    );
    if (existsSync(executable)) found.set(version, executable);
    else log(`Node ${version} is not on the registry for ${platform} ${process.arch}: left out`);
  }
  if (found.size === 0) found.set(process.versions.node, process.execPath);
  return found;
}
