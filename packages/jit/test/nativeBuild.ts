import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Builds the native engine before any test, where it has changed and there is a compiler. */
export default async function setup(): Promise<void> {
  const script = fileURLToPath(new URL('../native/build.mjs', import.meta.url));
  const { stderr } = await promisify(execFile)(process.execPath, [script]);
  if (stderr !== '') process.stderr.write(`SKIPPED: tests of the engine native: ${stderr}`);
}
