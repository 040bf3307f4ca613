import { Worker } from 'node:worker_threads';
import type { Preset } from '../presets/preset.ts';
import { simulator, withFrames, type Trajectory } from '../simulation/simulate.ts';

/** What a worker is started with. */
export interface WorkerTask {
  readonly preset: Preset;
  readonly seed: number;
  readonly frames: number;
}

/** What a worker answers: a trajectory, or why there is none. */
export type WorkerAnswer =
  | { readonly index: number; readonly trajectory: Trajectory }
  | { readonly index: number; readonly error: unknown };

const here = import.meta.url;
const fromSource = here.endsWith('.ts');

/** From TypeScript sources a worker needs a loader of its own; the built package starts its file directly. */
function startWorker(task: WorkerTask): Worker {
  const url = new URL(fromSource ? './worker.ts' : './worker.js', here);
  if (!fromSource) return new Worker(url, { workerData: task });
  const loader = import.meta.resolve('tsx/esm/api');
  const script = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(url.href)}); })`;
  return new Worker(script, { eval: true, workerData: task, execArgv: ['--conditions=@hgn/source'] });
}

/**
 * Simulates trajectories 0 .. `trajectories` - 1 on worker threads and yields them in order.
 *
 * Each worker has up to two trajectories to make or waiting, so that memory does not grow with their number.
 */
export async function* simulateOnWorkers(
  task: WorkerTask,
  trajectories: number,
  workers: number,
): AsyncGenerator<Trajectory> {
  const pool = Array.from({ length: Math.min(workers, trajectories) }, () => startWorker(task));
  const ready = new Map<number, WorkerAnswer>();
  let asked = 0;
  let wake: () => void = () => undefined;
  let failure: { readonly error: unknown } | undefined;
  const ask = (worker: Worker): void => {
    if (asked < trajectories) worker.postMessage(asked++);
  };
  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  // Trajectory i is made by worker i modulo their number: the next is asked for when one is taken.
  for (const worker of pool) {
    worker.on('message', (answer: WorkerAnswer) => {
      ready.set(answer.index, answer);
      wake();
    });
    worker.on('error', fail);
    worker.on('exit', (code) => {
      if (code !== 0)
        fail(new Error(`simulateOnWorkers: a worker must stay alive, but ended with code ${code}`));
    });
  }
  try {
    for (let round = 0; round < 2; round++) for (const worker of pool) ask(worker);
    for (let index = 0; index < trajectories; index++) {
      let answer = ready.get(index);
      while (!answer) {
        if (failure) throw failure.error;
        await new Promise<void>((resume) => (wake = resume));
        answer = ready.get(index);
      }
      ready.delete(index);
      if ('error' in answer) throw answer.error;
      ask(pool[index % pool.length]);
      yield answer.trajectory;
    }
  } finally {
    for (const worker of pool) worker.removeAllListeners();
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}

/** Simulates them here, giving signals and timers a turn between two. */
export async function* simulateHere(task: WorkerTask, trajectories: number): AsyncGenerator<Trajectory> {
  const { preset, seed, frames } = task;
  const take = simulator(preset);
  for (let index = 0; index < trajectories; index++) {
    await new Promise((resume) => setImmediate(resume));
    yield withFrames(preset, take({ seed, index, frames }));
  }
}
