import type { Signature } from '../trace/trace.ts';

/** An array in memory that threads share: from which byte on, and how many elements. */
export interface Block extends Signature {
  /** What the model calls it. */
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** What a thread is started with. */
export interface ThreadTask {
  /** File of onnxruntime-node. */
  readonly runtime: string;
  readonly model: Uint8Array;
  readonly options: object;
  readonly memory: SharedArrayBuffer;
  /** Rounds asked for (below 0: end), rounds answered, whether the last failed. */
  readonly control: Int32Array;
  /** Inputs that all parts have in common, those of each part, and where the results of each go. */
  readonly shared: readonly Block[];
  readonly parts: readonly { readonly inputs: readonly Block[]; readonly results: readonly Block[] }[];
}

/**
 * What a thread does: for each round that is asked for, it runs its parts one after the other. Text, so that it needs no
 * file that a bundler would have to find. The runtime takes no shared memory, hence the copies.
 */
export const threadProgram = `
const { parentPort, workerData } = require('node:worker_threads');
const { runtime, model, options, memory, control, shared, parts } = workerData;
const types = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
const view = ({ dtype, offset, length }) => new types[dtype](memory, offset, length);

async function main() {
  const { InferenceSession, Tensor } = require(runtime);
  const session = await InferenceSession.create(model, options);
  const feeds = {};
  const fed = ({ name, dtype, shape, length }) => {
    const data = new types[dtype](length);
    feeds[name] = new Tensor(dtype, data, shape);
    return data;
  };
  const common = shared.map((block) => ({ to: fed(block), from: view(block) }));
  const own = parts.length === 0 ? [] : parts[0].inputs.map(fed);
  const rounds = parts.map(({ inputs, results }) => ({
    from: inputs.map(view),
    results: results.map((block) => ({ name: block.name, to: view(block) })),
  }));
  parentPort.postMessage({ ready: true });
  for (let round = 1; ; round++) {
    while (Atomics.load(control, 0) === round - 1) Atomics.wait(control, 0, round - 1);
    if (Atomics.load(control, 0) < 0) break;
    try {
      for (const { to, from } of common) to.set(from);
      for (const { from, results } of rounds) {
        from.forEach((values, i) => own[i].set(values));
        const outputs = await session.run(feeds);
        for (const { name, to } of results) to.set(outputs[name].data);
      }
      Atomics.store(control, 2, 0);
    } catch (error) {
      Atomics.store(control, 2, 1);
      parentPort.postMessage({ failed: error.message, round });
    }
    Atomics.store(control, 1, round);
    Atomics.notify(control, 1);
  }
  await session.release();
}
main().catch((error) => parentPort.postMessage({ failed: String(error) }));
`;
