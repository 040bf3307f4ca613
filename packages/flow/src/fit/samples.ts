import { isNdArray, ndarray, type NdArray } from '@hgn/autodiff';

/** Points as users have them: rows of numbers, or one float32 array [n, features]. */
export type Samples = NdArray | readonly (readonly number[])[] | readonly ArrayLike<number>[];

/**
 * Points as one array, checked: at least one row, one width, only finite numbers. Every error names row and column.
 */
export function pointsOf(caller: string, samples: Samples, features: number, what = 'samples'): NdArray {
  const points = isNdArray(samples) ? samples : fromRows(caller, samples, what);
  if (points.shape.length !== 2 || points.shape[1] !== features) {
    throw new RangeError(
      `${caller}: ${what} must have the shape [n, ${features}], but got [${points.shape.join(', ')}]; ` +
        (points.shape.length === 2
          ? `make the flow with features: ${points.shape[1]}, or drop columns`
          : 'give one row a point'),
    );
  }
  if (points.dtype !== 'float32') {
    throw new TypeError(`${caller}: ${what} must be float32, but got ${points.dtype}; convert them`);
  }
  const wrong = points.data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `${caller}: ${what} must be finite, but got ${points.data[wrong]} in row ${Math.floor(wrong / features)}, column ${wrong % features}; drop the row or fill the gap`,
    );
  }
  return points;
}

/** The number of columns that samples have, for a fit that takes any. */
export function columnsOf(samples: Samples): number {
  return isNdArray(samples) ? (samples.shape[1] ?? 1) : Math.max(1, samples[0]?.length ?? 1);
}

function fromRows(caller: string, rows: readonly ArrayLike<number>[], what: string): NdArray {
  const width = rows[0]?.length ?? 0;
  const uneven = rows.findIndex((row) => row.length !== width);
  if (uneven >= 0) {
    throw new RangeError(
      `${caller}: ${what} must have rows of one length, but row ${uneven} has ${rows[uneven].length} columns and row 0 has ${width}`,
    );
  }
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, index) => data.set(row, index * width));
  return ndarray(data, [rows.length, width]);
}

/** Mean and standard deviation of each column. */
export interface Standardisation {
  readonly shift: NdArray;
  readonly scale: NdArray;
}

/** No standardisation at all. */
export function identityStandardisation(features: number): Standardisation {
  return {
    shift: ndarray(new Float32Array(features)),
    scale: ndarray(new Float32Array(features).fill(1)),
  };
}

/** The standardisation of samples; throws RangeError naming a column that is constant. */
export function standardisationOf(caller: string, { data, shape }: NdArray): Standardisation {
  const [rows, features] = shape;
  const shift = new Float64Array(features);
  const square = new Float64Array(features);
  for (let i = 0; i < data.length; i++) shift[i % features] += data[i] / rows;
  for (let i = 0; i < data.length; i++) square[i % features] += (data[i] - shift[i % features]) ** 2 / rows;
  const scale = square.map(Math.sqrt);
  const constant = scale.findIndex((value, column) => !(value > 1e-6 * Math.abs(shift[column])));
  if (constant >= 0) {
    throw new RangeError(
      `${caller}: every column must vary, but column ${constant} is ${data[constant]} in all ${rows} rows; drop the column: its density is infinite`,
    );
  }
  return { shift: ndarray(Float32Array.from(shift)), scale: ndarray(Float32Array.from(scale)) };
}

/** log |dz/dx| of standardising, in nats: the log-density in data units is that of z plus this. */
export function logVolume({ scale }: Standardisation): number {
  return -Array.from(scale.data).reduce((sum, value) => sum + Math.log(value), 0);
}

/** Chosen rows of an array [n, columns]. */
export function takeRows({ data, shape }: NdArray, rows: ArrayLike<number>): NdArray {
  const columns = shape[1];
  const out = new Float32Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    out.set(data.subarray(rows[i] * columns, (rows[i] + 1) * columns), i * columns);
  }
  return ndarray(out, [rows.length, columns]);
}
