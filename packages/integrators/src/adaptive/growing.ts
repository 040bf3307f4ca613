/** Rows of numbers that there may be any number of, in one array that doubles when it is full. */
export interface GrowingRows {
  push(row: Float64Array): void;
  /** All rows, one after the other: a new array. */
  all(): Float64Array;
}

/** No rows yet, of `width` numbers each. */
export function growing(width: number): GrowingRows {
  let rows = new Float64Array(64 * width);
  let used = 0;
  return {
    push(row) {
      if (used === rows.length) {
        const longer = new Float64Array(2 * used);
        longer.set(rows);
        rows = longer;
      }
      for (let i = 0; i < width; i++) rows[used + i] = row[i];
      used += width;
    },
    all: () => rows.slice(0, used),
  };
}
