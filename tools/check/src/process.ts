import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** How a finished command ended: its exit status, and stdout and stderr in the order in which they came. */
export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly output: string;
}

/** Runs a command and collects what it says; `show` passes it on to the terminal as well. Throws when it cannot start. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: { cwd?: string; show?: boolean; shell?: boolean } = {},
): Promise<Finished> {
  const child = spawn(command, [...args], {
    cwd: options.cwd ?? root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: options.shell ?? false,
    env: { ...process.env, NO_UPDATE_NOTIFIER: '1' },
  });
  const stdout: Buffer[] = [];
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    output.push(chunk);
    if (options.show) process.stdout.write(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.push(chunk);
    if (options.show) process.stderr.write(chunk);
  });
  const status = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  return { status, stdout: Buffer.concat(stdout).toString(), output: Buffer.concat(output).toString() };
}

/** Runs a tool from the root's devDependencies with this Node, without a shell or a `.cmd` file in between. */
export function runTool(
  tool: string,
  args: readonly string[],
  options: { cwd?: string; show?: boolean } = {},
): Promise<Finished> {
  const [packageName, command = packageName] = tool.split('#');
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined) throw new RangeError(`runTool: ${packageName} has no command ${command}`);
  return runCommand(process.execPath, [join(folder, script), ...args], options);
}

/** Runs pnpm, which the bootstrap puts on the PATH. */
export function runPnpm(args: readonly string[], cwd: string): Promise<Finished> {
  // Windows starts pnpm.cmd through a shell only; quotes keep a path with spaces in one piece there.
  const windows = process.platform === 'win32';
  return runCommand('pnpm', windows ? args.map((word) => `"${word}"`) : args, { cwd, shell: windows });
}
