import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { plainEnvironment, runCommand } from '@hgn/testing';

/** A JavaScript runtime on this machine: its name and version, and how it runs a file. */
export interface Runtime {
  readonly name: string;
  readonly executable: string;
  /** What stands before the file's name. */
  readonly args: readonly string[];
}

const windows = process.platform === 'win32';
const libc = process.platform === 'linux' ? '-glibc' : '';
const platform = `${windows ? 'win' : process.platform}-${process.arch}`;
const exe = windows ? '.exe' : '';

/** Where the registry keeps the binaries of each runtime. */
const sources = [
  ...[20, 22, 24].map((version) => ({
    name: `Node ${version}`,
    install: `node-${platform}@${version}`,
    file: `node-${platform}/bin/node${exe}`,
    args: [],
  })),
  {
    name: 'Bun',
    install: `@oven/bun-${windows ? 'windows' : process.platform}-${process.arch}`,
    file: `@oven/bun-${windows ? 'windows' : process.platform}-${process.arch}/bin/bun${exe}`,
    args: ['run'],
  },
  {
    name: 'Deno',
    install: `@deno/${process.platform}-${process.arch}${libc}`,
    file: `@deno/${process.platform}-${process.arch}${libc}/deno${exe}`,
    args: ['run', '--allow-all', '--no-remote', '--node-modules-dir=manual'],
  },
] as const;

/**
 * Installs Node 20, 22 and 24, Bun and Deno from the npm registry, each in a folder of its own below `folder`. One that the
 * registry lacks for this platform is left out, with a word.
 */
export async function installRuntimes(folder: string, log: (line: string) => void): Promise<Runtime[]> {
  const runtimes: Runtime[] = [];
  for (const { name, install, file, args } of sources) {
    const home = join(folder, name.replace(' ', '-').toLowerCase());
    await mkdir(home, { recursive: true });
    const { stderr } = await runCommand(
      'npm',
      ['install', '--prefix', home, '--no-audit', '--no-fund', '--ignore-scripts', install],
      { cwd: home, env: plainEnvironment(), shell: windows },
    );
    const executable = join(home, 'node_modules', file);
    if (existsSync(executable)) runtimes.push({ name, executable, args });
    else log(`${name} is not on the registry for ${platform}, and left out: ${stderr.split('\n')[0] ?? ''}`);
  }
  return runtimes;
}
