import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../../check/src/process.ts';
import type { StepOutcome } from '../step.ts';

/** Builds the executor of @hgn/jit for every system that it is published for; what is built already is kept. */
export async function buildExecutors(): Promise<StepOutcome> {
  const child = spawn(process.execPath, [join(root, 'packages/jit/native/build.mjs'), '--for', 'all'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => said.push(data));
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { problems: status === 0 ? [] : [Buffer.concat(said).toString().trim()], note: 'by zig' };
}
