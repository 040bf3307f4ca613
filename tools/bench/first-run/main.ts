import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPacked } from '@hgn/testing';
import { UsageError, type BenchmarkOptions } from '../lib/benchmark.ts';

export const title = 'From packed tarballs in an empty folder: hgn doctor and hgn quickstart (alone, native)';

/** The line that the READMEs name for the native runtime. */
const nativeRuntime = ['install', 'onnxruntime-node', '--ignore-scripts'];
const kinds = ['alone', 'native'];

/** Seconds that the first run of a user takes, without the native runtime and with it; needs the built packages. */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const unknown = args.filter((name) => !kinds.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`first-run: there is no ${unknown.join(', ')}; there are ${kinds.join(', ')}`);
  const begun = performance.now();
  const install = await installPacked(['@hgn/trainer']);
  const installSeconds = (performance.now() - begun) / 1000;
  log(`installed in ${installSeconds.toFixed(0)} s`);
  const rows = [];
  try {
    // In this order: the native runtime stays once it is there.
    for (const kind of kinds.filter((name) => args.length === 0 || args.includes(name))) {
      if (kind === 'native') {
        await promisify(execFile)('npm', [...nativeRuntime, '--prefer-offline', '--no-audit'], {
          cwd: install.folder,
        });
      }
      rows.push({ kind, install_s: installSeconds, ...(await firstRun(install.folder, kind, log)) });
    }
  } finally {
    install.remove();
  }
  return rows;
}

async function firstRun(folder: string, kind: string, log: (line: string) => void): Promise<object> {
  const { stdout } = await hgn(['doctor', '--json'], folder);
  const { auto } = JSON.parse(stdout) as { readonly auto: string };
  log(`${kind}: hgn doctor takes ${auto}`);
  const [begun, processor] = [performance.now(), processorSeconds()];
  const { status } = await hgn(['quickstart', '--out', `runs/${kind}`], folder, log);
  if (status !== 0) throw new Error(`first-run: hgn quickstart ended with ${status}`);
  return {
    engine: auto,
    quickstart_s: (performance.now() - begun) / 1000,
    processor_s: processorSeconds() - processor,
    load: loadavg()[1],
  };
}

function hgn(args: readonly string[], folder: string, log?: (line: string) => void) {
  const bin = join(folder, 'node_modules/@hgn/trainer/dist/bin.js');
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => log?.(text.trimEnd()));
  return new Promise<{ status: number | null; stdout: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout }));
  });
}

/** Processor time of the processes that have ended, where the system says (Linux); NaN elsewhere. */
function processorSeconds(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return NaN;
  }
}
