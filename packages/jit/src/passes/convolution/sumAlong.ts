import type { GraphBuilder } from '../../graph/builder.ts';
import type { Matrix, Node } from '../../graph/graph.ts';
import { isIdentity } from '../../graph/matrix.ts';

/** matrix · x along one axis as a sum of picked slices, which reads only what the matrix has an entry for. */
export function sumAlong(build: GraphBuilder, x: Node, axis: number, matrix: Matrix): Node {
  if (isIdentity(matrix)) return x;
  const entries = Array.from({ length: matrix.rows }, (_, row) =>
    Array.from(matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns), (weight, column) => ({
      weight,
      column,
    })).filter(({ weight }) => weight !== 0),
  );
  const terms = Math.max(...entries.map(({ length }) => length));
  const shape = x.shape.map((length, i) => (i === axis ? matrix.rows : length));
  if (terms === 0) return build.fill(0, shape, x.dtype);
  const parts = Array.from({ length: terms }, (_, term) => picked(build, x, axis, entries.map((row) => row[term]))); // oxfmt-ignore
  return parts.reduce((sum, part) => build.add(sum, part));
}

interface Entry {
  readonly weight: number;
  readonly column: number;
}

/** One weighed slice for each output; zeros where there is none. */
function picked(build: GraphBuilder, x: Node, axis: number, entries: readonly (Entry | undefined)[]): Node {
  const only = (value: number) => x.shape.map((_, i) => (i === axis ? value : 0));
  const length = x.shape[axis];
  const source = entries.includes(undefined) ? build.pad(x, only(0), only(1)) : x;
  const indices = Int32Array.from(entries, (entry) => entry?.column ?? length);
  const shape = x.shape.map((whole, i) => (i === axis ? entries.length : whole));
  const slices = build.node(
    'Gather',
    [source, build.constant(indices, [entries.length], 'int32')],
    { axis },
    shape,
    x.dtype,
  );
  const weights = Float32Array.from(entries, (entry) => entry?.weight ?? 1);
  if (weights.every((weight) => weight === 1)) return slices;
  const beside = x.shape.map((_, i) => (i === axis ? entries.length : 1));
  return build.mul(slices, build.constant(weights, beside, 'float32'));
}
