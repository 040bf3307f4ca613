import type { NdArray } from '@hgn/autodiff';
import { sessionOptions } from '../engines/onnx.ts';
import type { Signature } from '../trace/trace.ts';
import type { PartThread, ThreadOptions } from './partThread.ts';
import { threadProgram, type Block, type ThreadTask } from './nodeThreadProgram.ts';

/** Milliseconds for which this thread may stand still before it hears what others have to say. */
const patience = 20;

const elementBytes = { float32: 4, int32: 4, bool: 1 } as const;

/** A thread that runs a model on parts of the data while this one does something else. Node only. */
export class NodeThread implements PartThread {
  readonly #worker: InstanceType<NodeThreads['Worker']>;
  readonly #task: ThreadTask;
  /** Positions, among the leaves of a part's arguments, of what the model reads. */
  readonly #reads: { readonly shared: readonly number[]; readonly own: readonly number[] };
  #rounds = 0;
  /** Why it cannot run any more. */
  #failure: Error | undefined;
  /** What was wrong with a round, once heard. */
  #fault: { readonly round: number; readonly error: Error } | undefined;
  #hear: () => void = () => undefined;

  /** Starts a thread and loads the model there; rejects where the thread or the runtime does not start. */
  static async start(options: ThreadOptions): Promise<NodeThread> {
    const thread = new NodeThread(options);
    await thread.#ready;
    return thread;
  }

  readonly #ready: Promise<void>;

  private constructor({ model, shared, own, results, parts, threads }: ThreadOptions) {
    const node = process.getBuiltinModule('node:worker_threads') as unknown as NodeThreads;
    const { createRequire } = process.getBuiltinModule('node:module');
    this.#reads = {
      shared: model.usedInputs.filter((index) => index < shared.length),
      own: model.usedInputs.filter((index) => index >= shared.length).map((index) => index - shared.length),
    };
    const memory = new Layout();
    const blocksOf = (
      signatures: readonly Signature[],
      at: readonly number[],
      name: (index: number) => string,
    ) => at.map((index) => memory.add(name(index), signatures[index]));
    const inputs = {
      shared: blocksOf(shared, this.#reads.shared, (index) => `x${index}`),
      parts: Array.from({ length: parts }, () => ({
        inputs: blocksOf(own, this.#reads.own, (index) => `x${shared.length + index}`),
        results: blocksOf(results, [...results.keys()], (index) => `y${index}`),
      })),
    };
    this.#task = {
      runtime: createRequire(import.meta.url).resolve('onnxruntime-node'),
      model: model.bytes,
      options: sessionOptions({ provider: 'cpu', threads }),
      memory: new SharedArrayBuffer(memory.bytes),
      control: new Int32Array(new SharedArrayBuffer(12)),
      ...inputs,
    };
    this.#worker = new node.Worker(threadProgram, { eval: true, workerData: this.#task, execArgv: [] });
    this.#ready = new Promise((resolve, reject) => {
      this.#hear = () => {
        if (this.#failure === undefined) resolve();
        else reject(this.#failure);
      };
    });
    const fail = (reason: string) => {
      this.#failure ??= new Error(`jitInParts: a thread must run to its end, but ${reason}`);
      this.#hear();
    };
    this.#worker.on('message', ({ failed, round }: { readonly failed?: string; readonly round?: number }) => {
      if (failed === undefined) this.#hear();
      else if (round === undefined) fail(`it said ${failed}`);
      else this.#fault = { round, error: new Error(failed) };
    });
    this.#worker.on('error', (error: Error) => fail(`it threw ${String(error)}`));
    this.#worker.on('exit', (code: number) => fail(`it ended with code ${code}`));
    // Who still waits for it is kept alive by other means; nobody else is to be.
    void this.#ready.then(
      () => this.#worker.unref(),
      () => this.#worker.unref(),
    );
  }

  /** Hands over the values of a round and lets the thread begin. */
  begin(shared: readonly NdArray[], parts: readonly (readonly NdArray[])[]): void {
    const { task, reads } = { task: this.#task, reads: this.#reads };
    task.shared.forEach((block, i) => this.#view(block).set(shared[reads.shared[i]].data));
    task.parts.forEach(({ inputs }, part) =>
      inputs.forEach((block, i) => this.#view(block).set(parts[part][reads.own[i]].data)),
    );
    this.#rounds++;
    Atomics.store(task.control, 0, this.#rounds);
    Atomics.notify(task.control, 0);
  }

  /** The results of the round, part by part. This thread stands still meanwhile, but for a turn now and then. */
  async results(): Promise<NdArray[][]> {
    const { control, parts } = this.#task;
    while (Atomics.load(control, 1) < this.#rounds) {
      if (this.#failure !== undefined) throw this.#failure;
      if (Atomics.wait(control, 1, this.#rounds - 1, patience) === 'timed-out') await turn();
    }
    while (Atomics.load(control, 2) !== 0 && this.#failure === undefined) {
      if (this.#fault?.round === this.#rounds) throw this.#fault.error;
      await turn(); // What was wrong comes as a message.
    }
    if (this.#failure !== undefined) throw this.#failure;
    return parts.map(({ results }) =>
      results.map(({ dtype, shape, ...block }) => ({
        dtype,
        shape,
        data: this.#view({ dtype, shape, ...block }).slice(),
      })),
    );
  }

  /** Ends the thread, whose memory is then freed. */
  async dispose(): Promise<void> {
    await this.#worker.terminate();
  }

  #view({
    dtype,
    offset,
    length,
  }: Block): Float32Array<SharedArrayBuffer> | Int32Array<SharedArrayBuffer> | Uint8Array<SharedArrayBuffer> {
    const { memory } = this.#task;
    if (dtype === 'float32') return new Float32Array(memory, offset, length);
    return dtype === 'int32'
      ? new Int32Array(memory, offset, length)
      : new Uint8Array(memory, offset, length);
  }
}

/** Lays arrays out one after the other, each from a multiple of eight bytes on. */
class Layout {
  bytes = 0;

  add(name: string, { shape, dtype }: Signature): Block {
    const length = shape.reduce((size, side) => size * side, 1);
    const block = { name, shape: [...shape], dtype, offset: this.bytes, length };
    this.bytes += Math.ceil((length * elementBytes[dtype]) / 8) * 8;
    return block;
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What is used of node:worker_threads. */
interface NodeThreads {
  readonly Worker: new (
    text: string,
    options: { readonly eval: true; readonly workerData: ThreadTask; readonly execArgv: readonly string[] },
  ) => {
    on(event: 'message' | 'error' | 'exit', listener: (value: never) => void): void;
    unref(): void;
    terminate(): Promise<number>;
  };
}
