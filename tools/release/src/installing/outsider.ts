import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment, runCommand } from '@hgn/testing';
import { root } from '../../../check/src/process.ts';
import type { WorkspacePackage } from '../../../check/src/workspace.ts';
import type { LocalRegistry } from './localRegistry.ts';
import { installLines, pastedBlocks, shellLines } from './readmes.ts';

const nativeRuntime = 'onnxruntime-node';

/** How far an outsider goes. */
export interface OutsiderOptions {
  /** Where the packages are that are not published yet. */
  readonly registry: LocalRegistry;
  /** The first example of a README, or all of them and, of a command, what its README does before it trains. */
  readonly depth: 'first' | 'all';
  /** Takes the native runtime, of 300 MB, from this checkout instead of unpacking it once more. */
  readonly linkNative?: boolean;
}

/** What an outsider met: a problem a line, and how much ran. */
export interface OutsiderReport {
  readonly problems: readonly string[];
  readonly ran: number;
}

/**
 * Does what somebody does who found a package on npm and has nothing but Node and npm: in an empty folder, the install
 * lines of its README as they stand, with scripts allowed where they allow them, then its examples, pasted.
 */
export async function tryAsOutsider(
  one: WorkspacePackage,
  { registry, depth, linkNative = false }: OutsiderOptions,
): Promise<OutsiderReport> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-outsider-'));
  const home = join(folder, 'global');
  mkdirSync(home);
  // Commands and blocks may write to the same place: each kind has a folder of its own.
  const work = join(folder, 'work');
  mkdirSync(work);
  const env = { ...plainEnvironment(), ...registry.env, npm_config_prefix: home };
  try {
    const lines = installLines(one);
    for (const line of lines.length > 0 ? lines : [[one.manifest.name]]) {
      const words = line.map((word) => (linkNative && word === nativeRuntime ? nativeFolder() : word));
      const { status, stderr } = await runCommand('npm', ['install', '--prefer-offline', ...words], {
        cwd: folder,
        env,
        shell: process.platform === 'win32',
      });
      if (status !== 0)
        return {
          problems: [`npm install ${line.join(' ')} ended with ${status}\n${stderr.trim()}`],
          ran: 0,
        };
    }
    const steps = [...blocksOf(one, folder), ...commandsOf(one, home, work)];
    const problems: string[] = [];
    const wanted = depth === 'first' ? steps.slice(0, 1) : steps;
    for (const { what, args, cwd } of wanted) {
      const { status, stderr } = await runCommand(process.execPath, args, { cwd, env });
      if (status !== 0) problems.push(`${what} ended with ${status}\n${stderr.trim()}`);
    }
    return { problems, ran: wanted.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Deed {
  readonly what: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

function blocksOf(one: WorkspacePackage, folder: string): Deed[] {
  return pastedBlocks(one).map(({ place, code }) => {
    const file = join(folder, `${place.replaceAll(/\W+/g, '-')}.mjs`);
    writeFileSync(file, code);
    return { what: place, args: [file], cwd: folder };
  });
}

/** Steps of a training that somebody waits for: with WebAssembly alone, all of them take a quarter of an hour. */
const fewSteps = 100;

/** What a README does with a command until it trains something by hand, each once: the quickstart is one of these, cut short. */
function commandsOf(one: WorkspacePackage, home: string, cwd: string): Deed[] {
  const { name, bin = {} } = one.manifest;
  const lines = shellLines(one);
  const end = lines.findIndex((line) => /^\w+ train\b/.test(line));
  const modules = join(home, process.platform === 'win32' ? 'node_modules' : 'lib/node_modules');
  return [...new Set(lines.slice(0, end < 0 ? lines.length : end))].map((line) => {
    const [command = '', ...args] = line.split(/\s+/);
    const short = args[0] === 'quickstart' ? ['--steps', String(fewSteps)] : [];
    return { what: line, args: [join(modules, name, bin[command] ?? command), ...args, ...short], cwd };
  });
}

/** Where pnpm has unpacked the native runtime; npm links a folder instead of copying it. */
function nativeFolder(): string {
  return realpathSync(join(root, 'packages/jit/node_modules', nativeRuntime));
}
