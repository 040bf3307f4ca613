import { ndarray, type NdArray } from '@hgn/autodiff';
import type { Batch } from './batch.ts';

/**
 * A batch cut into parts of as many samples each; views of its arrays, which all have the samples along their first axis.
 *
 * @throws RangeError where the samples cannot be dealt out evenly
 */
export function partsOfBatch(batch: Batch, parts: number): Batch[] {
  const [samples] = batch.dt.shape;
  if (!(Number.isInteger(parts) && parts > 0 && samples % parts === 0)) {
    throw new RangeError(
      `partsOfBatch: parts must divide the ${samples} samples of the batch, but got ${parts}; choose a divisor`,
    );
  }
  const cut = ({ data, shape }: NdArray, part: number): NdArray => {
    const length = data.length / parts;
    return ndarray(data.subarray(part * length, (part + 1) * length), [shape[0] / parts, ...shape.slice(1)]);
  };
  return Array.from({ length: parts }, (_, part) => ({
    inputs: cut(batch.inputs, part),
    ...(batch.nextInputs !== undefined && { nextInputs: cut(batch.nextInputs, part) }),
    targets: cut(batch.targets, part),
    selection: cut(batch.selection, part),
    dt: cut(batch.dt, part),
    ...(batch.drive !== undefined && { drive: cut(batch.drive, part) }),
    noise: cut(batch.noise, part),
  }));
}
