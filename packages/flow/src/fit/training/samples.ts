import { isNdArray, ndarray, type NdArray } from '@hgn/autodiff';

/**
 * Points as users have them: rows of numbers, one float32 array [n, features], or all numbers one after the other. Rows and
 * `Float64Array` keep float64, so that columns far from 0 are centred before they are rounded.
 */
export type Samples =
  | NdArray
  | readonly (readonly number[])[]
  | readonly ArrayLike<number>[]
  | Float32Array
  | Float64Array;

/** Points as one array [n, features], in the precision that they were given in. */
export interface Points {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/**
 * Points as one array, checked: at least one row, one width, only finite numbers. Every error names row and column.
 */
export function pointsOf(caller: string, samples: Samples, features: number, what = 'samples'): Points {
  const points = arrayOf(caller, samples, features, what);
  const { shape, data } = points;
  if (shape.length !== 2 || shape[1] !== features) {
    throw new RangeError(
      `${caller}: ${what} must have the shape [n, ${features}], but got [${shape.join(', ')}]; ` +
        (shape.length === 2
          ? `make the flow with features: ${shape[1]}, or drop columns`
          : 'give one row a point'),
    );
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `${caller}: ${what} must be finite, but got ${data[wrong]} in row ${Math.floor(wrong / features)}, column ${wrong % features}; drop the row or fill the gap`,
    );
  }
  return points;
}

function isFlat(samples: Samples): samples is Float32Array | Float64Array {
  return samples instanceof Float32Array || samples instanceof Float64Array;
}

function arrayOf(caller: string, samples: Samples, features: number, what: string): Points {
  if (isFlat(samples)) {
    if (samples.length % features === 0)
      return { data: samples, shape: [samples.length / features, features] };
    throw new RangeError(
      `${caller}: ${what} given as one row of numbers must be a multiple of ${features} of them, but got ${samples.length}; give one row a point`,
    );
  }
  if (!isNdArray(samples)) return fromRows(caller, samples, what);
  const { data, dtype, shape } = samples;
  if (data instanceof Float32Array) return { data, shape };
  throw new TypeError(`${caller}: ${what} must be float32, but got ${dtype}; convert them`);
}

/** The number of columns that samples have, for a fit that takes any. */
export function columnsOf(samples: Samples): number {
  // One number after the other: nothing tells where a point ends but that it has one.
  if (isFlat(samples)) return 1;
  return isNdArray(samples) ? (samples.shape[1] ?? 1) : Math.max(1, samples[0]?.length ?? 1);
}

function fromRows(caller: string, rows: readonly ArrayLike<number>[], what: string): Points {
  const width = rows[0]?.length ?? 0;
  const uneven = rows.findIndex((row) => row.length !== width);
  if (uneven >= 0) {
    throw new RangeError(
      `${caller}: ${what} must have rows of one length, but row ${uneven} has ${rows[uneven].length} columns and row 0 has ${width}`,
    );
  }
  const data = new Float64Array(rows.length * width);
  rows.forEach((row, index) => data.set(row, index * width));
  return { data, shape: [rows.length, width] };
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
export function standardisationOf(caller: string, { data, shape }: Points): Standardisation {
  const [rows, features] = shape;
  const shift = new Float64Array(features);
  const square = new Float64Array(features);
  for (let i = 0; i < data.length; i++) shift[i % features] += data[i] / rows;
  for (let i = 0; i < data.length; i++) square[i % features] += (data[i] - shift[i % features]) ** 2 / rows;
  const scale = square.map(Math.sqrt);
  // Of the last digits that numbers so far from 0 have, a column must vary by many.
  const digit = data instanceof Float64Array ? 2 ** -52 : 2 ** -23;
  const constant = scale.findIndex((value, column) => !(value > 16 * digit * Math.abs(shift[column])));
  if (constant >= 0 && data.some((value, i) => i % features === constant && value !== data[constant])) {
    throw new RangeError(
      `${caller}: column ${constant} varies by ${scale[constant]} about ${shift[constant]}, which is in the last digits that ${data instanceof Float64Array ? 'float64' : 'float32'} has; subtract what is common to all${data instanceof Float64Array ? '' : ', or give rows of numbers, which are taken in float64'}`,
    );
  }
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

/** Points brought to mean 0 and deviation 1, in float64 until they are. */
export function standardised({ data, shape }: Points, { shift, scale }: Standardisation): NdArray {
  const features = shape[1];
  const values = Float32Array.from(
    data,
    (value, i) => (value - shift.data[i % features]) / scale.data[i % features],
  );
  return ndarray(values, [...shape]);
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
