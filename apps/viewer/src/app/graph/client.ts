import type { Answer, Questions } from './protocol.ts';

/** Asks the graph worker, which traces, compares and lays out away from the page. */
export interface GraphClient {
  ask<Name extends keyof Questions>(
    name: Name,
    asked: Questions[Name]['asked'],
  ): Promise<Questions[Name]['answer']>;
}

/** Starts the worker; it ends when `signal` is aborted, and what is asked then never comes back. */
export function createGraphClient(signal: AbortSignal): GraphClient {
  const worker = new Worker(new URL('../workers/work.worker.ts', import.meta.url), {
    type: 'module',
    name: 'graph',
  });
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const { resolve, reject } = waiting.get(data.number) ?? {};
    waiting.delete(data.number);
    if ('problem' in data) reject?.(new Error(data.problem));
    else resolve?.(data.answer as never);
  });
  worker.addEventListener('error', ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(`the graph worker stopped: ${message}`));
    waiting.clear();
  });
  signal.addEventListener('abort', () => worker.terminate(), { once: true });
  return {
    ask: (name, question) =>
      new Promise((resolve, reject) => {
        const number = asked++;
        waiting.set(number, { resolve: resolve, reject });
        worker.postMessage({ number, name, asked: question });
      }),
  };
}
