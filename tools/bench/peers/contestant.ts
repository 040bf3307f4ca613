import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One side of a comparison: a program that answers each request with one line of JSON. */
export interface Contestant {
  ask(request: object): Promise<Readonly<Record<string, unknown>>>;
  /** Resident memory in MiB, most so far; undefined where the system does not say. */
  peakMemory(): number | undefined;
  stop(): void;
}

/**
 * A Python that has the module, and its version: the first of those that HGN_BENCH_PYTHON lists (separated as PATH
 * is), python3, and Debian's own.
 *
 * @param distribution the package whose version it is, where the module itself says none
 */
export function findPython(
  module: string,
  distribution?: string,
): { python: string; version: string } | undefined {
  const listed = (process.env.HGN_BENCH_PYTHON ?? '').split(delimiter).filter((path) => path !== '');
  for (const python of [...listed, 'python3', '/usr/bin/python3']) {
    const version =
      distribution === undefined
        ? `${module}.__version__`
        : `__import__('importlib.metadata').metadata.version('${distribution}')`;
    const program = `import ${module}; print(${version})`;
    const { status, stdout } = spawnSync(python, ['-c', program], { encoding: 'utf8' });
    if (status === 0) return { python, version: stdout.trim() };
  }
  return undefined;
}

/** Starts a Python program of this folder. */
export function startPeer(python: string, file: string): Contestant {
  return startContestant(python, [fileURLToPath(new URL(file, import.meta.url))]);
}

/** Starts a TypeScript program in a Node of its own. */
export function startNode(program: URL): Contestant {
  return startContestant(process.execPath, ['--import', import.meta.resolve('tsx'), fileURLToPath(program)]);
}

function startContestant(command: string, args: readonly string[]): Contestant {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const answer: IteratorResult<string, unknown> = await answers.next();
      if (answer.done === true) throw new Error(`${args.at(-1)}: the program stopped; its error is above`);
      return JSON.parse(answer.value) as Readonly<Record<string, unknown>>;
    },
    peakMemory: () => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
        return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
      } catch {
        return undefined; // Not Linux.
      }
    },
    stop: () => child.stdin.end(),
  };
}
