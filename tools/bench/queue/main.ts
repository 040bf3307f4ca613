import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startRedis } from '@hgn/testing/redis';
import type { BenchmarkOptions } from '../lib/benchmark.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title = 'Empty trials through the queue of a sweep, beside the loop of BullMQ itself';

const rounds = 3;

/** What one process did. */
interface Measured {
  readonly seconds: number;
  /** Memory in MiB when a fifth of the trials was done, and at the end: what is in use, and what the process holds. */
  readonly early: Memory;
  readonly late: Memory;
}

interface Memory {
  readonly live: number;
  readonly resident: number;
}

/** Runs one contestant in a process of its own, with its worker in another one. */
async function measure(contestant: string, url: string, count: number): Promise<Measured> {
  const program = fileURLToPath(new URL('contestant.ts', import.meta.url));
  const node = ['--expose-gc', '--import', import.meta.resolve('tsx'), program];
  const name = `bench-${contestant}-${Date.now()}`;
  const worker = spawn(process.execPath, [...node, `${contestant}-worker`, url, name, String(count)], {
    stdio: 'inherit',
  });
  const controller = spawn(process.execPath, [...node, contestant, url, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  controller.stdout.on('data', (data: Buffer) => (text += data.toString()));
  const code = await new Promise((resolve) => controller.on('close', resolve));
  worker.kill('SIGKILL');
  if (code !== 0) throw new Error(`bench queue: ${contestant} ended with ${String(code)}`);
  return JSON.parse(text) as Measured;
}

/** Trials a second and MiB of the asking process, by contestant; `ratio` is the time beside that of BullMQ's own loop. */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const count = Number(args[0] ?? 10_000);
  const server = await startRedis(['--appendfsync', 'everysec']);
  try {
    const best: Record<string, Measured> = {};
    for (let round = 0; round < rounds; round++) {
      for (const contestant of ['bullmq', 'hgn']) {
        const measured = await measure(contestant, server.url, count);
        log(`${contestant}: ${measured.seconds.toFixed(2)} s`);
        if (!(contestant in best) || measured.seconds < best[contestant].seconds) best[contestant] = measured;
      }
    }
    return Object.entries(best).map(([contestant, { seconds, early, late }]) => ({
      contestant,
      trials: count,
      'trials/s': Math.round(count / seconds),
      ratio: Number((seconds / best.bullmq.seconds).toFixed(2)),
      'in use after a fifth, MiB': Number(early.live.toFixed(1)),
      'in use at the end, MiB': Number(late.live.toFixed(1)),
      'resident after a fifth, MiB': Math.round(early.resident),
      'resident at the end, MiB': Math.round(late.resident),
    }));
  } finally {
    await server.stop();
  }
}
