import { foldIn, permutation, type Key } from '@hgn/nn';

/**
 * The rows of each training batch: a shuffled pass through all rows after the other, cut into batches. A pure function
 * of the step, so that a resumed run sees the same data.
 */
export function batchRows(key: Key, rows: number, batchSize: number): (step: number) => Int32Array {
  let latest: { pass: number; order: Int32Array } | undefined;
  const orderOf = (pass: number): Int32Array => {
    if (latest?.pass !== pass) latest = { pass, order: permutation(foldIn(key, pass), rows) };
    return latest.order;
  };
  return (step) =>
    Int32Array.from({ length: batchSize }, (_, i) => {
      const position = step * batchSize + i;
      return orderOf(Math.floor(position / rows))[position % rows];
    });
}
