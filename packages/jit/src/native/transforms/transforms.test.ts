import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nativeIsBuilt } from '../../../test/compiledEngines.ts';
import { executionOrder } from '../../graph/executionOrder.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph, Node } from '../../graph/graph.ts';
import { loadNativeAddon } from '../addon.ts';
import { lowerNative } from '../lowerNative.ts';
import { createNativeSession } from '../session.ts';
import { inOneBlock, sparseMatrix, type SparseMatrix } from './sparseMatrix.ts';
import { transformsOf } from './transforms.ts';

/** A matrix with few entries in a row, row by row. */
interface Sparse {
  readonly rows: number;
  readonly columns: number;
  readonly data: readonly number[];
}

const sparse = fc
  .record({ rows: fc.integer({ min: 1, max: 20 }), columns: fc.integer({ min: 6, max: 20 }) })
  .chain(({ rows, columns }) =>
    fc
      .array(
        fc.array(fc.record({ column: fc.nat(columns - 1), value: fc.integer({ min: -8, max: 8 }) }), {
          maxLength: Math.min(6, Math.floor(columns / 2)),
        }),
        { minLength: rows, maxLength: rows },
      )
      .map((entries): Sparse => {
        const data = new Array<number>(rows * columns).fill(0);
        entries.forEach((row, y) => {
          for (const { column, value } of row) data[y * columns + column] = value;
        });
        return { rows, columns, data };
      }),
  );

const blocksOf = ({ rows, columns, data }: Sparse): SparseMatrix => {
  const matrix = sparseMatrix(rows, columns, (row, column) => data[row * columns + column]);
  if (matrix === undefined) throw new Error('a row has more entries than it was drawn with');
  return matrix;
};

test('the blocks of a matrix hold each of its entries once, and each row is in one of them', () => {
  fc.assert(
    fc.property(sparse, (drawn) => {
      const matrix = blocksOf(drawn);
      for (const { blocks } of [matrix, inOneBlock(matrix)]) {
        const data = new Array<number>(drawn.rows * drawn.columns).fill(0);
        const rows = blocks.flatMap((block) => block.rows);
        for (const { row, entries } of rows) {
          for (const { column, value } of entries) data[row * drawn.columns + column] += value;
        }
        expect(data).toEqual(drawn.data);
        expect(rows.map(({ row }) => row).sort((a, b) => a - b)).toEqual(
          Array.from({ length: drawn.rows }, (_, i) => i),
        );
      }
      for (const { rows, columns } of matrix.blocks) {
        expect(rows.length).toBeLessThanOrEqual(16);
        expect(columns.length).toBeLessThanOrEqual(8);
        const read = rows.flatMap(({ entries }) => entries.map(({ column }) => column));
        expect(read.every((column) => columns.includes(column))).toBe(true);
      }
    }),
  );
});

test('rows that read the same columns are one block, wherever they stand', () => {
  // Two tiles of three rows; the rows of both take turns.
  const tiles = sparseMatrix(6, 8, (row, column) =>
    Math.floor(column / 4) === row % 2 ? 1 + row + column : 0,
  );
  expect(tiles?.blocks.map(({ rows, columns }) => [rows.map(({ row }) => row), columns])).toEqual([
    [[0, 2, 4], [0, 1, 2, 3]],
    [[1, 3, 5], [4, 5, 6, 7]],
  ]); // oxfmt-ignore
});

/** What one or two sparse matrices are applied to: [batches, outer, groups, inner, length]. */
interface Drawn {
  readonly outer: Sparse;
  readonly inner: Sparse | undefined;
  readonly batches: number;
  readonly groups: number;
  readonly length: number;
}

/** The two products as the passes leave them, and what else reads the first. */
function products(
  { outer, inner, batches, groups, length }: Drawn,
  isShared = false,
  build = new GraphBuilder(),
): Graph {
  const matrix = ({ rows, columns, data }: Sparse) =>
    build.matrix({ rows, columns, data: Float32Array.from(data) });
  const across = groups * (inner?.columns ?? 1) * length;
  const x = build.input(0, [batches, outer.columns, across], 'float32');
  const first = build.matMul(matrix(outer), x);
  if (inner === undefined) return { inputs: [x], outputs: [first] };
  const between = build.reshape(first, [batches * outer.rows * groups, inner.columns, length]);
  const second = build.matMul(matrix(inner), between);
  return { inputs: [x], outputs: isShared ? [second, first] : [second] };
}

const someOf = (outer: Sparse, inner?: Sparse): Drawn => ({
  outer,
  inner,
  batches: 2,
  groups: 3,
  length: 40,
});
const band = (rows: number, columns: number): Sparse => ({
  rows,
  columns,
  data: Array.from({ length: rows * columns }, (_, i) => {
    const distance = (i % columns) - Math.floor(i / columns);
    return distance >= 0 && distance < 3 ? 1 + (i % 5) : 0;
  }),
});

test('a product of a product along another axis is one transform', () => {
  const graph = products(someOf(band(6, 8), band(4, 6)));
  const { byResult, absorbed } = transformsOf(graph, executionOrder(graph));
  expect(byResult.size).toBe(1);
  expect(absorbed.size).toBe(2);
  const transform = byResult.get(graph.outputs[0]);
  expect(transform).toMatchObject({ batches: 2, groups: 3, length: 40 });
  expect(lowerNative(graph).instructions).toBe(1);
});

test('two transforms stay two where something else reads what lies between them', () => {
  const graph = products(someOf(band(6, 8), band(4, 6)), true);
  const { byResult, absorbed } = transformsOf(graph, executionOrder(graph));
  expect([byResult.size, absorbed.size]).toEqual([2, 0]);
});

test('a matrix with more entries than zeros, or one row of many, is multiplied as any other', () => {
  const full: Sparse = { rows: 6, columns: 8, data: Array.from({ length: 48 }, (_, i) => i + 1) };
  const row: Sparse = { rows: 9, columns: 9, data: Array.from({ length: 81 }, (_, i) => Number(i < 9)) };
  for (const outer of [full, row]) {
    const graph = products(someOf(outer));
    expect(transformsOf(graph, executionOrder(graph)).byResult.size).toBe(0);
  }
});

/** Both sums in double precision. */
function expected({ outer, inner, batches, groups, length }: Drawn, x: Float32Array): Float64Array {
  const along = inner ?? { rows: 1, columns: 1, data: [1] };
  const result = new Float64Array(batches * outer.rows * groups * along.rows * length);
  let at = 0;
  for (let batch = 0; batch < batches; batch++)
    for (let y = 0; y < outer.rows; y++)
      for (let group = 0; group < groups; group++)
        for (let z = 0; z < along.rows; z++)
          for (let i = 0; i < length; i++, at++) {
            for (let from = 0; from < outer.columns; from++) {
              const factor = outer.data[y * outer.columns + from];
              if (factor === 0) continue;
              for (let k = 0; k < along.columns; k++) {
                const place =
                  (((batch * outer.columns + from) * groups + group) * along.columns + k) * length + i;
                result[at] += factor * along.data[z * along.columns + k] * x[place];
              }
            }
          }
  return result;
}

async function run(graph: Graph, x: Float32Array, threads: number) {
  const session = createNativeSession(
    loadNativeAddon(),
    lowerNative(graph),
    graph.outputs.map(({ shape, dtype }: Node) => ({ shape, dtype })),
    threads,
  );
  const [{ data }] = await session.run([{ dtype: 'float32', shape: graph.inputs[0].shape, data: x }]);
  await session.dispose();
  return data as Float32Array;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const values = (count: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.fround(Math.sin(i * 1.7)));

describe.skipIf(!nativeIsBuilt)('the executor', () => {
  test('transforms as sums in double precision say, with the same bits on any number of threads', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          outer: sparse,
          inner: fc.option(sparse, { nil: undefined }),
          batches: fc.integer({ min: 1, max: 3 }),
          groups: fc.integer({ min: 1, max: 3 }),
          length: fc.integer({ min: 32, max: 200 }),
        }),
        async (drawn) => {
          const graph = products(drawn);
          const x = values(graph.inputs[0].shape.reduce((product, length) => product * length, 1));
          const wanted = expected(drawn, x);
          const got = await run(graph, x, 1);
          // There are a million values in all: one assertion for each would take most of the time.
          expect(got.length).toBe(wanted.length);
          expect(got.findIndex((value, i) => !(Math.abs(value - wanted[i]) < 1e-3))).toBe(-1);
          for (const threads of [2, 3])
            expect(bytesOf(await run(graph, x, threads)).equals(bytesOf(got))).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('transforms results that are stored past the caches, and those of a length that cannot be', async () => {
    for (const length of [1472, 1469]) {
      const drawn: Drawn = { outer: band(20, 20), inner: band(20, 20), batches: 1, groups: 1, length };
      const x = values(20 * 20 * length);
      const wanted = expected(drawn, x);
      // Something reads the result, which then lies in memory of the executor's own.
      const build = new GraphBuilder();
      const { inputs, outputs } = products(drawn, false, build);
      const got = await run({ inputs, outputs: [build.unary('Neg', outputs[0])] }, x, 2);
      expect(got.length).toBeGreaterThan(2 ** 19);
      expect(got.every((value, i) => Math.abs(value + wanted[i]) < 1e-3)).toBe(true);
    }
  });
});
