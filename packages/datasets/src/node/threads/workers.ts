import { Worker } from 'node:worker_threads';
import type { Preset } from '../../presets/preset.ts';
import type { Dataset } from '../../simulation/dataset.ts';
import { generator } from '../../simulation/generate.ts';
import { frameBytes, OffCanvasError } from '../../simulation/simulate.ts';

/** What a worker is started with. */
export interface WorkerTask {
  readonly preset: Preset;
  readonly seed: number;
  readonly frames: number;
}

/** Which trajectories a worker is asked for. */
export interface WorkerQuestion {
  readonly chunk: number;
  readonly first: number;
  readonly trajectories: number;
}

/** What it answers: the trajectories, or why there are none. */
export type WorkerAnswer =
  | { readonly chunk: number; readonly dataset: Dataset }
  | { readonly chunk: number; readonly error: Error; readonly leftCanvas: boolean };

/** All trajectories that are wanted. */
export interface Wanted {
  readonly first: number;
  readonly trajectories: number;
}

/** Frames of about this many bytes are made at a time: enough that messages and writes cost nothing beside them. */
const chunkBytes = 1 << 21;

/** The pieces in which trajectories are made; they do not depend on the number of workers. */
function* chunksOf(
  { preset, frames }: WorkerTask,
  { first, trajectories }: Wanted,
): Generator<WorkerQuestion> {
  const size = Math.max(1, Math.floor(chunkBytes / (frames * frameBytes(preset))));
  for (let chunk = 0; chunk * size < trajectories; chunk++) {
    yield { chunk, first: first + chunk * size, trajectories: Math.min(size, trajectories - chunk * size) };
  }
}

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
 * Generates trajectories on worker threads and yields them in order, some at a time.
 *
 * Each worker has up to two pieces to make or waiting, so that memory does not grow with their number.
 */
export async function* generateOnWorkers(
  task: WorkerTask,
  wanted: Wanted,
  workers: number,
): AsyncGenerator<Dataset> {
  const questions = [...chunksOf(task, wanted)];
  if (questions.length === 1) {
    // Done sooner than a thread starts.
    yield* generateHere(task, wanted);
    return;
  }
  const pool = Array.from({ length: Math.min(workers, questions.length) }, () => startWorker(task));
  const ready = new Map<number, WorkerAnswer>();
  let asked = 0;
  let wake: () => void = () => undefined;
  let failure: { readonly error: unknown } | undefined;
  const ask = (worker: Worker): void => {
    if (asked < questions.length) worker.postMessage(questions[asked++]);
  };
  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  // Piece i is made by worker i modulo their number: the next is asked for when one is taken.
  for (const worker of pool) {
    worker.on('message', (answer: WorkerAnswer) => {
      ready.set(answer.chunk, answer);
      wake();
    });
    worker.on('error', fail);
    worker.on('exit', (code) => {
      if (code !== 0)
        fail(new Error(`generateDataset: a worker must stay alive, but ended with code ${code}`));
    });
  }
  try {
    for (let round = 0; round < 2; round++) for (const worker of pool) ask(worker);
    for (let chunk = 0; chunk < questions.length; chunk++) {
      let answer = ready.get(chunk);
      while (!answer) {
        if (failure) throw failure.error;
        await new Promise<void>((resume) => (wake = resume));
        answer = ready.get(chunk);
      }
      ready.delete(chunk);
      if ('error' in answer) {
        const { error, leftCanvas } = answer;
        // Errors lose their class on the way from another thread.
        throw leftCanvas ? new OffCanvasError(error.message, { cause: error }) : error;
      }
      ask(pool[chunk % pool.length]);
      yield answer.dataset;
    }
  } finally {
    for (const worker of pool) worker.removeAllListeners();
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}

/** Generates them here, giving signals and timers a turn between two pieces. */
export async function* generateHere(task: WorkerTask, wanted: Wanted): AsyncGenerator<Dataset> {
  const { preset, seed, frames } = task;
  const make = generator(preset);
  for (const { first, trajectories } of chunksOf(task, wanted)) {
    await new Promise((resume) => setImmediate(resume));
    yield make({ seed, first, trajectories, frames });
  }
}
