import { sizeOf, type Matrix } from '../../graph/graph.ts';
import { isIdentity } from '../../graph/matrix.ts';
import type { ConvolutionShapes, PointPlan } from './plans.ts';
import type { AxisTransform } from './winograd.ts';

/**
 * What costs how long, in nanoseconds on one core; measured with onnxruntime-node 1.30 on an AVX-512 server
 * (BENCHMARKS.md, "Convolutions"). Only their ratios matter.
 */
const nanoseconds = {
  /** One multiplication and addition in a product with 64 or more columns. */
  multiplyAdd: 0.02,
  /** The same in a filter gradient, whose left operand is transposed. */
  multiplyAddTransposed: 0.03,
  /** Reading or writing one element of a buffer that no cache holds. */
  element: 0.4,
  /** Moving one element in a transposition that leaves no long rows together. */
  transposed: 2,
  /** Calling an operation. */
  call: 2000,
};

/** Products with few columns or rows run as if they had this many. */
const narrowest = 16;

const multiplyAdds = (rows: number, inner: number, columns: number) =>
  rows * Math.max(inner, narrowest / 2) * Math.max(columns, narrowest);

/** Applying a matrix to one axis of an image with `others` elements beside that axis. */
function mapCost({ rows, columns }: Matrix, others: number): number {
  return (
    nanoseconds.call +
    others * (rows * columns * nanoseconds.multiplyAdd + (rows + columns) * nanoseconds.element)
  );
}

function transformCost(rows: Matrix, columns: Matrix, others: number): number {
  const [first, second] = [rows.columns, rows.rows];
  return (
    (isIdentity(rows) ? 0 : mapCost(rows, columns.columns * others)) +
    (isIdentity(columns) ? 0 : mapCost(columns, (isIdentity(rows) ? first : second) * others))
  );
}

/** Forward, input gradient and filter gradient by products at points. */
export function pointCost({ rows, columns, joint }: PointPlan, { x, y, filter }: ConvolutionShapes): number {
  const [n, , , c] = x;
  const o = y[3];
  const points = rows.points * columns.points;
  const products = rows.points * rows.tiles * columns.points * columns.tiles * n;
  const gemm = multiplyAdds(products, c, o);
  const held = products * (c + o) * nanoseconds.element;
  const input = (channels: number) =>
    joint ? mapCost(rows.input, n * channels) : transformCost(rows.input, columns.input, n * channels);
  const output = (channels: number) =>
    joint
      ? products * channels * nanoseconds.element
      : transformCost(...outputMatrices(rows, columns), n * channels);
  const filters = points * sizeOf(filter) * nanoseconds.multiplyAdd;
  return (
    // Each image is transformed there and, its gradient or the image itself, back.
    2 * input(c) +
    2 * output(o) +
    2 * gemm * nanoseconds.multiplyAdd +
    multiplyAdds(c, products, o) * nanoseconds.multiplyAddTransposed +
    3 * held +
    2 * filters +
    6 * nanoseconds.call
  );
}

const outputMatrices = (rows: AxisTransform, columns: AxisTransform): [Matrix, Matrix] => [
  rows.output,
  columns.output,
];

/** The same by one product over all taps of the small side. */
export function tapCost(small: 'x' | 'y', { x, y, filter }: ConvolutionShapes): number {
  const [few, many] = small === 'x' ? [x, y] : [y, x];
  const [n, h, w, c] = many;
  const [, hs, ws, cs] = few;
  const [kh, kw] = filter;
  const taps = kh * kw * cs;
  const pixels = h * w * n;
  // Columns first, on the rows of the small side, then rows.
  const alongColumns =
    hs * cs * n * (ws * kw * w * nanoseconds.multiplyAdd + (ws + kw * w) * nanoseconds.element);
  const alongRows =
    cs * kw * w * n * (hs * kh * h * nanoseconds.multiplyAdd + (hs + kh * h) * nanoseconds.element);
  const held = pixels * (taps + c) * nanoseconds.element;
  // The small side, and the product, change between channels last and channels before columns.
  const layout = 2 * nanoseconds.transposed * n * hs * ws * cs;
  return (
    2 * (alongColumns + alongRows + layout) +
    3 * (multiplyAdds(pixels, taps, c) * nanoseconds.multiplyAdd + held) +
    14 * nanoseconds.call
  );
}
