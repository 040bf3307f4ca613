import type { Word } from '../instruction.ts';

/** A small matrix that is mostly zero: blocks of rows, each with a few columns. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly blocks: readonly Block[];
}

/** Some rows, and the columns outside of which they are zero. */
export interface Block {
  readonly rows: readonly Row[];
  readonly columns: readonly number[];
}

/** The entries of a row that are not zero. */
export interface Row {
  readonly row: number;
  readonly entries: readonly { readonly column: number; readonly value: number }[];
}

/** The most columns of a block, so that what it reads fits the nearest cache together, and the most rows. */
const mostColumns = 8;
const mostRows = 16;

/** A matrix as blocks; undefined where one row alone has more columns than a block may. */
export function sparseMatrix(
  rows: number,
  columns: number,
  entry: (row: number, column: number) => number,
): SparseMatrix | undefined {
  const blocks: { rows: Row[]; columns: Set<number> }[] = [];
  for (let row = 0; row < rows; row++) {
    const entries = Array.from({ length: columns }, (_, column) => ({ column, value: entry(row, column) }));
    const own = { row, entries: entries.filter(({ value }) => value !== 0) };
    if (own.entries.length > mostColumns) return undefined;
    const common = ({ columns: known }: { readonly columns: ReadonlySet<number> }) =>
      own.entries.filter(({ column }) => known.has(column)).length;
    // Rows that read mostly the same go together, wherever in the matrix they are.
    const fitting = blocks.filter(
      (block) =>
        block.rows.length < mostRows &&
        2 * common(block) >= own.entries.length &&
        block.columns.size + own.entries.length - common(block) <= mostColumns,
    );
    const [best] = fitting.sort((a, b) => common(b) - common(a));
    if (fitting.length === 0) {
      blocks.push({ rows: [own], columns: new Set(own.entries.map(({ column }) => column)) });
    } else {
      best.rows.push(own);
      for (const { column } of own.entries) best.columns.add(column);
    }
  }
  return {
    rows,
    columns,
    blocks: blocks.map((block) => ({ rows: block.rows, columns: [...block.columns].sort((a, b) => a - b) })),
  };
}

/** The same as one block of all rows and columns. */
export function inOneBlock({ rows, columns, blocks }: SparseMatrix): SparseMatrix {
  const all = blocks.flatMap((block) => block.rows).sort((a, b) => a.row - b.row);
  return { rows, columns, blocks: [{ rows: all, columns: Array.from({ length: columns }, (_, i) => i) }] };
}

/** How many numbers are multiplied for one column of what a matrix is applied to. */
export const entriesOf = ({ blocks }: SparseMatrix): number =>
  blocks.reduce((count, { rows }) => count + rows.reduce((sum, { entries }) => sum + entries.length, 0), 0);

/** Matrices in the executor's words: many instructions apply the same. */
export class MatrixWords {
  readonly #blocks = new Map<SparseMatrix, readonly Word[]>();
  readonly #inOneBlock = new Map<SparseMatrix, readonly Word[]>();

  /** As it is. */
  blocks(matrix: SparseMatrix): readonly Word[] {
    return known(this.#blocks, matrix, () => wordsOfMatrix(matrix));
  }

  /** With all rows and columns in one block. */
  inOneBlock(matrix: SparseMatrix): readonly Word[] {
    return known(this.#inOneBlock, matrix, () => wordsOfMatrix(inOneBlock(matrix)));
  }
}

function known(
  words: Map<SparseMatrix, readonly Word[]>,
  matrix: SparseMatrix,
  write: () => readonly Word[],
): readonly Word[] {
  const found = words.get(matrix) ?? write();
  words.set(matrix, found);
  return found;
}

function wordsOfMatrix({ rows, columns, blocks }: SparseMatrix): Word[] {
  const words = blocks.flatMap((block): Word[] => {
    const entries = block.rows.flatMap((row): Word[] => [
      row.entries.length,
      ...row.entries.flatMap(({ column, value }): Word[] => [
        block.columns.indexOf(column),
        { float: value },
      ]),
    ]);
    const sizes = [block.rows.length, block.columns.length, entries.length];
    return [...sizes, ...block.rows.map(({ row }) => row), ...block.columns, ...entries];
  });
  return [blocks.length, rows, columns, words.length, ...words];
}
