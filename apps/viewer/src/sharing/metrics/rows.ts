/** Rows of numbers by name that grow at the end and can be cut back; NaN where a row has no such number. */
export interface Rows {
  readonly length: number;
  /** Names seen so far, in the order of their first row. */
  readonly names: readonly string[];
  /** Adds a row. Quick where `names` is the same array as in the row before. */
  add(names: readonly string[], values: ArrayLike<number>): void;
  /** Drops row `length` and all behind it. */
  truncate(length: number): void;
  /** The value of a row, NaN where it has none. */
  at(row: number, name: string): number;
  /** The values of all rows, copied; NaN for a name never seen. Cost: one pass. */
  column(name: string): Float64Array;
}

/** No rows yet. Kept row by row in one array that doubles, so that a row costs one copy. */
export function createRows(): Rows {
  const names: string[] = [];
  let data = new Float64Array(64);
  let length = 0;
  /** The names of the last row and where each stands. */
  let last:
    | { readonly names: readonly string[]; readonly places: readonly number[]; readonly inOrder: boolean }
    | undefined;

  const widenTo = (width: number): void => {
    const old = names.length;
    const wider = new Float64Array(Math.max(64, 2 * length * width)).fill(NaN);
    for (let row = 0; row < length; row++) wider.set(data.subarray(row * old, (row + 1) * old), row * width);
    data = wider;
  };
  const placesOf = (wanted: readonly string[]) => {
    if (last?.names === wanted) return last;
    const fresh = wanted.filter((name) => !names.includes(name));
    if (fresh.length > 0) {
      widenTo(names.length + fresh.length);
      names.push(...fresh);
    }
    const places = wanted.map((name) => names.indexOf(name));
    const inOrder = places.length === names.length && places.every((place, i) => place === i);
    return (last = { names: wanted, places, inOrder });
  };

  return {
    get length() {
      return length;
    },
    names,
    add(wanted, values) {
      const { places, inOrder } = placesOf(wanted);
      const start = length * names.length;
      if (start + names.length > data.length) {
        const larger = new Float64Array(2 * data.length);
        larger.set(data);
        data = larger;
      }
      if (!inOrder) data.fill(NaN, start, start + names.length);
      for (let i = 0; i < places.length; i++) data[start + places[i]] = values[i];
      length++;
    },
    truncate(shorter) {
      length = Math.min(length, shorter);
    },
    at: (row, name) => (names.includes(name) ? data[row * names.length + names.indexOf(name)] : NaN),
    column(name) {
      const [place, width] = [names.indexOf(name), names.length];
      if (place < 0) return new Float64Array(length).fill(NaN);
      const values = new Float64Array(length);
      for (let row = 0, at = place; row < length; row++, at += width) values[row] = data[at];
      return values;
    },
  };
}
