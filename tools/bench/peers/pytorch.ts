import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A peer program that answers each request with one line of JSON. */
export interface Peer {
  ask(request: object): Promise<unknown>;
  stop(): void;
}

/** Version of the PyTorch that python3 finds; undefined without one. */
export function pytorchVersion(): string | undefined {
  const { status, stdout } = spawnSync('python3', ['-c', 'import torch; print(torch.__version__)'], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** Starts a peer of this folder. */
export function startPeer(file: string): Peer {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const answer: IteratorResult<string, unknown> = await answers.next();
      if (answer.done === true) throw new Error(`${file}: the peer stopped; its error is above`);
      return JSON.parse(answer.value) as unknown;
    },
    stop: () => child.stdin.end(),
  };
}
