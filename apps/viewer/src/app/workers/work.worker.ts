/**
 * One script for the work of all Workers: what a Worker of it does is its name. As scripts of their own they would carry
 * copies of TensorFlow.js and of the engine.
 */
const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
  export: () => import('./exportJob.ts'),
  graph: () => import('./graphJob.ts'),
  metrics: () => import('./metricsJob.ts'),
  player: () => import('./playerJob.ts'),
  train: () => import('./trainJob.ts'),
};

/** What is said before the job can listen. */
const early: unknown[] = [];
const keep = ({ data }: MessageEvent<unknown>): void => {
  early.push(data);
};
addEventListener('message', keep);

const job = jobs[self.name];
if (job === undefined) throw new Error(`work.worker: the name must be a job's, but is '${self.name}'`);
void job().then(() => {
  removeEventListener('message', keep);
  for (const data of early) dispatchEvent(new MessageEvent('message', { data }));
});
