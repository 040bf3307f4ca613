import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeSafetensors } from '@hgn/training';
import { writeFileSync } from 'node:fs';
import { problems } from '../jit/problems/problems.ts';
import { findPython, startPeer } from '../peers/contestant.ts';
import type { Samples } from './samples.ts';

/**
 * Times the first call of JAX's jit on the step of `paper` (hgn_jax.py), without a compiled function in its cache and with
 * one; undefined where no Python has JAX.
 */
export async function startsOfJax(
  log: (line: string) => void,
): Promise<((folder: string, pause: number, samples: Samples) => Promise<void>) | undefined> {
  const found = findPython('jax');
  if (found === undefined) {
    log('SKIPPED: JAX. No python3 has jax; pip install jax, and name that python in HGN_BENCH_PYTHON');
    return Promise.resolve(undefined);
  }
  const { tensors, options } = problems.paper.make();
  return async (folder, pause, samples) => {
    const file = join(folder, 'problem.safetensors');
    writeFileSync(file, encodeSafetensors(tensors));
    const compiled = join(folder, 'jax');
    mkdirSync(compiled);
    process.env.JAX_COMPILATION_CACHE_DIR = compiled;
    process.env.JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS = '0';
    for (const cache of ['empty', 'filled'] as const) {
      await sleep(pause);
      const program = startPeer(found.python, 'hgn_jax.py');
      await program.ask({ setup: { options, file, threads: 2 } });
      const called = performance.now();
      await program.ask({ steps: 1 });
      const stepped = performance.now();
      await program.ask({ steps: 1 });
      const again = performance.now();
      program.stop();
      samples.add(
        { preset: 'paper', engine: `jax ${found.version}`, cache },
        {
          cached: cache === 'filled',
          losses: [],
          milliseconds: { 'second step': again - stepped, total: stepped - called },
        },
      );
    }
  };
}
