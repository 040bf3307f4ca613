import { spawn } from 'node:child_process';
import { compiledFolders } from './fingerprint.mjs';
import { pruneStaleOutputs } from './prune.mjs';

/**
 * Compiles every package in one TypeScript process, bundles the viewer's pages and builds the executor as WebAssembly,
 * through turbo's cache. Says one line on stderr, and what the compiler said when it fails. Resolves with the exit status.
 */
export async function build(root) {
  const started = performance.now();
  process.stderr.write('building packages: ');
  const child = spawn(
    process.execPath,
    [
      'node_modules/turbo/bin/turbo',
      'run',
      'compile',
      'bundle',
      'executor',
      '--output-logs=errors-only',
      '--log-prefix=none',
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    },
  );
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  pruneStaleOutputs(compiledFolders(root));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(status === 0 ? `done in ${seconds} s\n` : `failed after ${seconds} s\n`);
  if (status !== 0) process.stderr.write(Buffer.concat(output));
  return status;
}
