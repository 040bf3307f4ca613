import { parentPort, workerData } from 'node:worker_threads';
import { simulate } from '../simulation/simulate.ts';
import type { WorkerAnswer, WorkerTask } from './workers.ts';

const { preset, seed, frames } = workerData as WorkerTask;

parentPort?.on('message', (index: number) => {
  let answer: WorkerAnswer;
  try {
    answer = { index, trajectory: simulate(preset, { seed, index, frames }) };
  } catch (error) {
    answer = { index, error };
  }
  const buffers = 'trajectory' in answer ? [answer.trajectory.frames.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(answer, buffers);
});
