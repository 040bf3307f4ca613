import { CommandError } from '../../errors.ts';

/** Rows of numbers with a name for every column. */
export interface NumberTable {
  readonly columns: readonly string[];
  /** Rows one after the other. */
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
}

/**
 * Where columns stand.
 *
 * @throws CommandError for a name that is not there
 */
export function placesOf(columns: readonly string[], wanted: readonly string[], shown: string): number[] {
  return wanted.map((name) => {
    const place = columns.indexOf(name);
    if (place >= 0) return place;
    throw new CommandError(
      `${shown}: there is no column ${JSON.stringify(name)}; there are ${columns.join(', ')}`,
    );
  });
}

/** The values of some columns, in the order in which they are named. */
export function chooseColumns(
  { columns, data, rows }: NumberTable,
  wanted: readonly string[],
  shown: string,
): NumberTable {
  const places = placesOf(columns, wanted, shown);
  const chosen = new Float64Array(rows * places.length);
  for (let row = 0; row < rows; row++) {
    places.forEach((place, i) => (chosen[row * places.length + i] = data[row * columns.length + place]));
  }
  return { columns: wanted, data: chosen, rows };
}

/**
 * Refuses what no density can be learnt from, naming row and column: gaps, and columns that never change.
 *
 * @throws CommandError
 */
export function assertLearnable({ columns, data, rows }: NumberTable, shown: string): void {
  const width = columns.length;
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new CommandError(
      `${shown}: column ${JSON.stringify(columns[wrong % width])} is ${data[wrong]} in row ${Math.floor(wrong / width) + 1}; drop the row or fill the gap`,
    );
  }
  if (rows < 2) {
    throw new CommandError(
      `${shown}: holds ${rows} rows, but a density is learnt from at least 2; give more samples`,
    );
  }
  for (let column = 0; column < width; column++) {
    let varies = false;
    for (let row = 1; row < rows && !varies; row++) varies = data[row * width + column] !== data[column];
    if (!varies) {
      throw new CommandError(
        `${shown}: column ${JSON.stringify(columns[column])} is ${data[column]} in all ${rows} rows, so its density is infinite; leave it out with --columns`,
      );
    }
  }
}
