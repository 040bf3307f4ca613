import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A line at most this often where the output is not a terminal. */
const plainInterval = 5_000;

/**
 * `pnpm install` with the lockfile frozen: one line of progress on stderr, and pnpm's own words when it fails.
 * Resolves with the exit status.
 */
export async function install(root) {
  removeForeignModules(join(root, 'node_modules'));
  const args = ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=ndjson'];
  // The words are all simple, so a shell (which Windows needs to start pnpm.cmd) has nothing to misread.
  const child = spawn('pnpm', args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  const finished = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
  const started = performance.now();
  const counts = { resolved: 0, imported: 0 };
  const failures = [];
  const report = progressLine();
  for await (const line of createInterface({ input: child.stdout })) {
    const event = parse(line);
    if (event === undefined) failures.push(line);
    else if (event.level === 'error') failures.push(describe(event));
    else if (event.name === 'pnpm:progress' && event.status in counts) {
      counts[event.status] += 1;
      report(`installing packages: ${counts.imported} of ${counts.resolved}`);
    }
  }
  const status = await finished;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (status === 0) report(`installing packages: done in ${seconds} s`, true);
  else report(`installing packages failed after ${seconds} s:\n${failures.join('\n')}`, true);
  return status;
}

/** Clears away what npm or yarn put there: pnpm would leave it, and undeclared imports would resolve by luck. */
function removeForeignModules(folder) {
  const foreign =
    existsSync(join(folder, '.package-lock.json')) || !existsSync(join(folder, '.modules.yaml'));
  if (foreign) rmSync(folder, { recursive: true, force: true });
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function describe(event) {
  const words = [
    event.err?.code ?? event.code,
    event.message,
    event.err?.message,
    event.err?.hint ?? event.hint,
  ];
  return [...new Set(words.filter((word) => typeof word === 'string'))].join('\n');
}

function progressLine() {
  let last = process.stderr.isTTY ? -Infinity : performance.now();
  return (text, final = false) => {
    const now = performance.now();
    if (!final && now - last < (process.stderr.isTTY ? 80 : plainInterval)) return;
    last = now;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}${final ? '\n' : ''}`);
    else process.stderr.write(`${text}\n`);
  };
}
