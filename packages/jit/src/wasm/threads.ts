import { inNode } from '../engines/runtime.ts';

/** What a thread is started with. */
export interface ThreadTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** End of its stack, as an address. */
  readonly stack: number;
  /** Its number; the thread that asks for runs is 0. */
  readonly thread: number;
}

/** A thread that serves the executor. */
export interface ServingThread {
  /** Ends it, between runs. */
  end(): void;
}

type Answer = { readonly ready: true } | { readonly failed: string };

/** Whether threads can share memory: in Node always, in browsers on pages that are cross-origin isolated. */
export const canShareMemory = (): boolean =>
  inNode || (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated === true;

/** Starts a thread; resolves when it serves, rejects where it does not start. It keeps no process alive. */
export const startThread = (task: ThreadTask): Promise<ServingThread> =>
  inNode ? startInNode(task) : startInPage(task);

const failure = (reason: string) =>
  new Error(`jit: engine 'wasm': a thread must start, but ${reason}; { threads: 1 } does without`);

function startInNode(task: ThreadTask): Promise<ServingThread> {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  // Not literally: bundlers for pages would bring the file along twice.
  const program = '../../native/wasm/thread.mjs';
  const worker = new Worker(new URL(program, import.meta.url), { workerData: task, execArgv: [] });
  const end = () => void worker.terminate();
  return new Promise<ServingThread>((resolve, reject) => {
    worker.once('message', (answer: Answer) => {
      if ('failed' in answer) reject(failure(`it said ${answer.failed}`));
      else resolve({ end });
    });
    worker.once('error', (error) => reject(failure(`it threw ${String(error)}`)));
    worker.once('exit', (code) => reject(failure(`it ended with code ${code}`)));
  }).finally(() => worker.unref());
}

function startInPage(task: ThreadTask): Promise<ServingThread> {
  const worker = new Worker(new URL('../../native/wasm/thread.mjs', import.meta.url), { type: 'module' });
  const end = () => worker.terminate();
  return new Promise<ServingThread>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('failed' in data) reject(failure(`it said ${data.failed}`));
      else resolve({ end });
    };
    worker.onerror = ({ message }) => reject(failure(message || 'its file did not load'));
    worker.postMessage(task);
  }).catch((error: unknown) => {
    end();
    throw error;
  });
}
