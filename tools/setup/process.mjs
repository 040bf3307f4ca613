import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Runs a command in the folder `cwd` with the terminal as it is, and resolves with its exit status. An interrupt is
 * the child's to answer: this process waits for it, so that a run can write its checkpoint before the prompt is back.
 */
export async function run(command, args, cwd, options = {}) {
  const child = spawn(command, args, { cwd, stdio: 'inherit', ...options });
  // In a terminal Ctrl-C reaches the whole process group; elsewhere the signal has to be handed on.
  const handOn = (signal) => {
    if (!process.stdin.isTTY || signal !== 'SIGINT') child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, handOn);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 1)));
    });
  } finally {
    for (const signal of signals) process.off(signal, handOn);
  }
}

/** Runs a Node script with the pinned pnpm on its PATH. */
export function runWithPnpm(cwd, scriptAndArgs) {
  const { packageManager } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
  const args = [
    'exec',
    '--yes',
    '--loglevel=error',
    `--package=${packageManager}`,
    '--',
    'node',
    ...scriptAndArgs,
  ];
  const npm = npmCli();
  return npm === undefined ? run('npm', args, cwd) : run(process.execPath, [npm, ...args], cwd);
}

/**
 * npm's own script, so that npm starts without a shell: Windows cannot start npm.cmd any other way, and its shell
 * would split arguments that hold spaces. Undefined where only the `npm` on the PATH is known.
 */
function npmCli() {
  const candidates = [
    process.env.npm_execpath,
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  return candidates.find((path) => path !== undefined && path.endsWith('npm-cli.js') && existsSync(path));
}
