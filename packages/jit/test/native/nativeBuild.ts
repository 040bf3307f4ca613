import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const scripts = { native: '../../native/build.mjs', wasm: '../../native/buildWasm.mjs' };

/** Builds the engines native and wasm before any test, where they have changed and there is a compiler. */
export default async function setup(): Promise<void> {
  for (const [engine, file] of Object.entries(scripts)) {
    const script = fileURLToPath(new URL(file, import.meta.url));
    const { stderr } = await promisify(execFile)(process.execPath, [script]);
    if (stderr !== '') process.stderr.write(`SKIPPED: tests of the engine ${engine}: ${stderr}`);
  }
}
