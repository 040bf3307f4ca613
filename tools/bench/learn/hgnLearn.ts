import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../../apps/trainer/dist/bin.js', import.meta.url));

/** What `hgn learn --json` prints of films. */
export interface FilmResult {
  readonly unseen: {
    readonly rms: number;
    readonly baselines: { readonly last: number; readonly mean: number; readonly nearest: number };
  };
  readonly friction: {
    readonly filmed: number | null;
    readonly foreseen: number | null;
    readonly lostPerPeriod: number | null;
  };
  /** As it was learnt, in seconds; absent where nothing drives the model. */
  readonly drivePeriod?: number;
  readonly seconds: number;
}

/** Runs `hgn learn --json` as a user would. */
export async function hgnLearn<T>(args: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, [bin, 'learn', ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  if (code !== 0) throw new Error(`hgn learn: must end with 0, but ended with ${code}`);
  return JSON.parse(printed) as T;
}
