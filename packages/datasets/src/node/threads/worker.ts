import { parentPort, workerData } from 'node:worker_threads';
import { generator } from '../../simulation/generate.ts';
import { OffCanvasError } from '../../simulation/simulate.ts';
import type { WorkerAnswer, WorkerQuestion, WorkerTask } from './workers.ts';

const { preset, seed, frames } = workerData as WorkerTask;
const make = generator(preset);

parentPort?.on('message', ({ chunk, first, trajectories }: WorkerQuestion) => {
  let answer: WorkerAnswer;
  try {
    answer = { chunk, dataset: make({ seed, first, trajectories, frames }) };
  } catch (error) {
    const leftCanvas = error instanceof OffCanvasError;
    answer = { chunk, error: error instanceof Error ? error : new Error(String(error)), leftCanvas };
  }
  const buffers = 'dataset' in answer ? [answer.dataset.frames.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(answer, buffers);
});
