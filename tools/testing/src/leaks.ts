import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How many more tensors are alive after `work` than before it; its results count, so dispose of them in it. */
export async function tensorsLeakedBy(
  tf: { memory(): { numTensors: number } },
  work: () => unknown,
): Promise<number> {
  const before = tf.memory().numTensors;
  await work();
  return tf.memory().numTensors - before;
}

/** How to measure the growth of the heap. */
export interface HeapOptions {
  /** Calls before the first measurement, for what is allocated once; default 3. */
  readonly warmUp?: number;
  /** Calls between the first and the last measurement; default 10. */
  readonly rounds?: number;
}

/**
 * Bytes by which heap and array buffers together grow per call of `work`, garbage collected before each measurement.
 * Some hundred bytes are noise of the runtime itself.
 */
export async function heapGrowth(
  work: () => unknown,
  { warmUp = 3, rounds = 10 }: HeapOptions = {},
): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const measure = async () => {
    // Buffers are freed in the background after the collection that finds them: one pause, then once more.
    for (let pass = 0; pass < 3; pass++) {
      collect();
      await setImmediate();
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  for (let call = 0; call < warmUp; call++) await work();
  const before = await measure();
  for (let call = 0; call < rounds; call++) await work();
  return ((await measure()) - before) / rounds;
}
