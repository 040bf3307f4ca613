import { sizeOf } from './description/sizeOf.ts';
import type { GraphDescription } from './description/types.ts';
import type { OnnxRuntime, OnnxSession, OnnxTensor } from './runtime.ts';

/** Values of an input, read when the call's turn comes; a number is the same for all. */
export type GraphInput = Float32Array | number;

/** A loaded graph that takes and gives plain arrays of any number of samples. */
export interface Graph {
  /**
   * Computes `count` samples: `inputs` and `outputs` stand in the order of the description, outputs are written into.
   * Calls wait for each other.
   */
  run(count: number, inputs: readonly GraphInput[], outputs: readonly Float32Array[]): Promise<void>;
  release(): Promise<void>;
}

/** Numbers that the inputs and outputs of one call may have together, so that large batches do not fill the memory. */
const numbersPerCall = 1 << 18;

/** Sizes of calls whose input tensors are kept. */
const keptSizes = 4;

/** Wraps a session. Input tensors are made once for every size of call and filled again. */
export function createGraph(
  runtime: OnnxRuntime,
  session: OnnxSession,
  description: GraphDescription,
  batch: number | 'any',
): Graph {
  const inputSizes = description.inputs.map(({ shape }) => sizeOf(shape));
  const outputSizes = description.outputs.map(({ shape }) => sizeOf(shape));
  const inputNames = description.inputs.map(({ name }) => name);
  const outputNames = description.outputs.map(({ name }) => name);
  requireNames(description.file, 'inputs', session.inputNames, inputNames);
  requireNames(description.file, 'outputs', session.outputNames, outputNames);
  const perSample = [...inputSizes, ...outputSizes].reduce((sum, n) => sum + n, 0);
  const most = batch === 'any' ? Math.max(1, Math.floor(numbersPerCall / perSample)) : batch;
  const kept = new Map<number, Feeds>();

  const feedsOf = (size: number): Feeds => {
    const found = kept.get(size);
    if (found !== undefined) return found;
    const [oldest] = kept.keys();
    if (kept.size >= keptSizes && oldest !== undefined) kept.delete(oldest);
    const feeds = createFeeds(runtime, description, size);
    kept.set(size, feeds);
    return feeds;
  };

  const runCall = async (
    first: number,
    count: number,
    inputs: readonly GraphInput[],
    outputs: readonly Float32Array[],
  ): Promise<void> => {
    const { tensors, arrays } = feedsOf(batch === 'any' ? count : batch);
    for (let i = 0; i < arrays.length; i++) {
      const input = inputs[i];
      if (typeof input === 'number') arrays[i].fill(input);
      else fill(arrays[i], 0, input, first * inputSizes[i], count * inputSizes[i]);
    }
    const results = await session.run(tensors);
    for (let i = 0; i < outputs.length; i++) {
      const data = results[outputNames[i]].data as Float32Array;
      const numbers = count * outputSizes[i];
      if (data.length < numbers) {
        throw new Error(
          `openModel: ${description.file} gave ${data.length} numbers for ${outputNames[i]} where model.json says ${numbers}; export the model again`,
        );
      }
      fill(outputs[i], first * outputSizes[i], data, 0, numbers);
    }
  };

  let last: Promise<unknown> = Promise.resolve();
  /** The input tensors are shared, so one call at a time. */
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    run: (count, inputs, outputs) =>
      inTurn(async () => {
        for (let first = 0; first < count; first += most) {
          await runCall(first, Math.min(most, count - first), inputs, outputs);
        }
      }),
    release: () => inTurn(() => session.release()),
  };
}

interface Feeds {
  readonly tensors: Readonly<Record<string, OnnxTensor>>;
  readonly arrays: readonly Float32Array[];
}

function createFeeds(runtime: OnnxRuntime, { inputs }: GraphDescription, size: number): Feeds {
  const arrays = inputs.map(({ shape }) => new Float32Array(size * sizeOf(shape)));
  const tensors = inputs.map(({ name, shape }, i) => {
    const lengths = shape.map((length, axis) => (axis === 0 ? size : Number(length)));
    return [name, new runtime.Tensor('float32', arrays[i], lengths)] as const;
  });
  return { tensors: Object.fromEntries(tensors), arrays };
}

/** Copies numbers; short ones without making a view. */
function fill(to: Float32Array, at: number, from: Float32Array, first: number, count: number): void {
  if (first === 0 && from.length === count) to.set(from, at);
  else if (count <= 64) for (let i = 0; i < count; i++) to[at + i] = from[first + i];
  else to.set(from.subarray(first, first + count), at);
}

function requireNames(
  file: string,
  kind: string,
  found: readonly string[],
  described: readonly string[],
): void {
  if (found.length !== described.length || described.some((name, i) => found[i] !== name)) {
    throw new Error(
      `openModel: ${file} has ${kind} ${found.join(', ')}, but model.json says ${described.join(', ')}; take all files from one export`,
    );
  }
}
