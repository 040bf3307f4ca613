import type { NdArray } from '@hgn/autodiff';
import { sessionOptions } from '../engines/onnx.ts';
import type { PartThread, ThreadOptions } from './partThread.ts';

/**
 * What a thread of a page does with each message. Text, so that it needs no file that a bundler would have to find;
 * the runtime comes from the folder that serves it.
 */
const program = `
let session, Tensor;
const answer = async ({ start, shared, parts }) => {
  if (start) {
    const runtime = await import(start.folder + 'ort.wasm.min.mjs');
    Tensor = runtime.Tensor;
    runtime.env.wasm.numThreads = 1;
    runtime.env.wasm.wasmPaths = start.folder;
    session = await runtime.InferenceSession.create(start.model, start.options);
    return [];
  }
  const results = [];
  for (const own of parts) {
    const feeds = {};
    for (const [name, { dtype, data, shape }] of [...shared, ...own]) feeds[name] = new Tensor(dtype, data, shape);
    const outputs = await session.run(feeds);
    results.push(session.outputNames.map((_, i) => {
      const { type, dims, data } = outputs['y' + i];
      return { dtype: type, shape: dims, data };
    }));
  }
  return results;
};
onmessage = async ({ data }) => {
  try {
    postMessage({ results: await answer(data) });
  } catch (error) {
    postMessage({ failed: error.message });
  }
};
`;

type Answer = { readonly results: NdArray[][] } | { readonly failed: string };

/** A worker of a page, by messages: it needs no memory that threads share, which pages seldom have. */
export class PageThread implements PartThread {
  readonly #worker: Worker;
  readonly #options: ThreadOptions;
  #answered: Promise<NdArray[][]> = Promise.resolve([]);

  /** Starts a worker that loads the runtime from `folder`; rejects where one of them does not start. */
  static async start(options: ThreadOptions, folder: string): Promise<PageThread> {
    const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
    try {
      const thread = new PageThread(options, new Worker(address, { type: 'module' }));
      await thread.#load(new URL(folder, location.href).href);
      return thread;
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  private constructor(options: ThreadOptions, worker: Worker) {
    this.#worker = worker;
    this.#options = options;
  }

  async #load(folder: string): Promise<void> {
    const { model, threads } = this.#options;
    const start = { folder, model: model.bytes, options: sessionOptions({ provider: 'wasm', threads }) };
    try {
      await this.#ask({ start });
    } catch (error) {
      this.#worker.terminate();
      throw error;
    }
  }

  begin(shared: readonly NdArray[], parts: readonly (readonly NdArray[])[]): void {
    const { model, shared: common } = this.#options;
    const isShared = (index: number) => index < common.length;
    const named = (
      values: readonly NdArray[],
      at: (index: number) => number,
      which: (index: number) => boolean,
    ) => model.usedInputs.filter(which).map((index) => [`x${index}`, values[at(index)]]);
    this.#answered = this.#ask({
      shared: named(shared, (index) => index, isShared),
      parts: parts.map((own) =>
        named(
          own,
          (index) => index - common.length,
          (index) => !isShared(index),
        ),
      ),
    });
    // Whoever asks for the results is told of a failure.
    this.#answered.catch(() => undefined);
  }

  results(): Promise<NdArray[][]> {
    return this.#answered;
  }

  dispose(): Promise<void> {
    this.#worker.terminate();
    return Promise.resolve();
  }

  #ask(question: object): Promise<NdArray[][]> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if ('failed' in data) reject(new Error(data.failed));
        else resolve(data.results);
      };
      this.#worker.onerror = ({ message }) => {
        reject(new Error(`jitInParts: a thread must run to its end, but ${message || 'it did not start'}`));
      };
      this.#worker.postMessage(question);
    });
  }
}
