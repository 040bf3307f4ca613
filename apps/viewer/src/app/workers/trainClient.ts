import type { TrainingChannel } from '../notebook/training/startTraining.ts';
import type { TrainingNews } from '../notebook/training/tasks.ts';

/** A worker that trains, until it is closed or the signal aborts. */
export function trainingWorker(signal: AbortSignal): TrainingChannel {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./work.worker.ts', import.meta.url), { type: 'module', name: 'train' });
  const close = (): void => worker.terminate();
  signal.addEventListener('abort', close, { once: true });
  return {
    post: (order) => worker.postMessage(order),
    listen(listener) {
      worker.addEventListener('message', ({ data }: MessageEvent<TrainingNews>) => listener(data));
      worker.addEventListener('error', ({ message }) => {
        listener({
          news: 'failed',
          problem: `the training worker failed: ${message || 'it could not be loaded'}`,
        });
      });
    },
    close() {
      signal.removeEventListener('abort', close);
      close();
    },
  };
}
