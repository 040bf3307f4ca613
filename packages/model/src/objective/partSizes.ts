/**
 * Sizes of the parts in which `count` frames are decoded one after the other, each about `about`, the largest first. No
 * two are the same where that is possible: ONNX Runtime keeps the memory of a value for the next one of its shape, so
 * equal parts would hold, all the time, everything that any moment of one part needs.
 */
export function partSizes(count: number, about: number): number[] {
  const parts = Math.max(1, Math.round(count / about));
  const differ = parts <= about / 2;
  const spread = differ ? (parts * (parts - 1)) / 2 : 0;
  const smallest = Math.floor((count - spread) / parts);
  const left = count - spread - smallest * parts;
  return Array.from(
    { length: parts },
    (_, i) => smallest + (differ ? parts - 1 - i : 0) + (i < left ? 1 : 0),
  );
}
