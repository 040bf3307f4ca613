import { parentPort, workerData } from 'node:worker_threads';
import { simulator, withFrames } from '../simulation/simulate.ts';
import type { WorkerAnswer, WorkerTask } from './workers.ts';

const { preset, seed, frames } = workerData as WorkerTask;
const take = simulator(preset);

parentPort?.on('message', (index: number) => {
  let answer: WorkerAnswer;
  try {
    answer = { index, trajectory: withFrames(preset, take({ seed, index, frames })) };
  } catch (error) {
    answer = { index, error };
  }
  const buffers = 'trajectory' in answer ? [answer.trajectory.frames.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(answer, buffers);
});
