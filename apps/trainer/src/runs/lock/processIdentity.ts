import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** What tells a process from every other one, also from a later one of the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** The start of the machine (Linux), empty where the system does not tell. */
  readonly boot: string;
  /** The space in which `pid` counts (Linux): containers on one machine have their own. */
  readonly space: string;
  /** When the process started, in the system's own words; empty where it does not tell. */
  readonly start: string;
}

/** Whether a process runs; `unknown` of one on another machine, or in another container. */
export type Liveness = 'alive' | 'dead' | 'unknown';

const orNothing = (text: Promise<string>): Promise<string> =>
  text.then(
    (found) => found.trim(),
    () => '',
  );

/** The start of a process: ticks since the machine started on Linux, a date elsewhere, empty when there is none. */
async function startOf(pid: number): Promise<string> {
  if (process.platform === 'win32') return '';
  if (process.platform !== 'linux') {
    return orNothing(
      promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).then(({ stdout }) => stdout),
    );
  }
  const line = await orNothing(readFile(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the name of the program in parentheses, which may hold blanks and parentheses itself.
  const fields = line
    .slice(line.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  // A zombie has ended and only waits for its parent to look.
  return fields[0] === 'Z' || fields[0] === 'X' ? '' : (fields[19] ?? '');
}

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const onLinux = process.platform === 'linux';
  return {
    pid: process.pid,
    host: hostname(),
    boot: onLinux ? await orNothing(readFile('/proc/sys/kernel/random/boot_id', 'utf8')) : '',
    space: onLinux ? await orNothing(readlink('/proc/self/ns/pid')) : '',
    start: await startOf(process.pid),
  };
}

/** Whether the process of an identity still runs, as far as `own` can see from where it is. */
export async function livenessOf(other: ProcessIdentity, own: ProcessIdentity): Promise<Liveness> {
  if (other.host !== own.host) return 'unknown';
  // The same machine, started anew since.
  if (other.boot !== own.boot) return 'dead';
  if (other.space !== own.space) return 'unknown';
  if (other.pid === own.pid) return other.start === own.start ? 'alive' : 'dead';
  if (!exists(other.pid)) return 'dead';
  if (other.start === '' || own.start === '') return 'alive';
  return (await startOf(other.pid)) === other.start ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
