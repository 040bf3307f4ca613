import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { draw, targets, type Distribution, type TargetName } from '@hgn/flow';
import type { JitOptions } from '@hgn/jit';
import { CommandError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { suggestion } from '@hgn/options';
import { parseCsv, type DecimalMark } from './csv.ts';
import { readNpz } from './npz.ts';
import { chooseColumns, type NumberTable } from './table.ts';

/** Where samples come from, as the command line says it. */
export interface SampleSource {
  /** A .csv or .npz file, or the name of a built-in density. */
  readonly data: string;
  /** Names of the columns to take; default all. */
  readonly columns?: readonly string[];
  /** The array of a .npz file. */
  readonly array?: string;
  /** What stands before the decimals, where that could be read in two ways. */
  readonly decimal?: DecimalMark;
}

const fileEndings = ['.csv', '.tsv', '.txt', '.npz'];

/** Whether a word names a file rather than a built-in density. */
const isFile = (data: string): boolean => fileEndings.includes(extname(data).toLowerCase());

/**
 * The built-in density of a name, or undefined for a file.
 *
 * @throws CommandError for a word that is neither
 */
export function targetOf(data: string): Distribution | undefined {
  if (isFile(data)) return undefined;
  const names = Object.keys(targets) as TargetName[];
  const found = names.find((name) => name === data);
  if (found !== undefined) return targets[found]();
  throw new CommandError(
    `${data}: is neither a file that ends in ${fileEndings.join(', ')} nor a built-in density${suggestion(data, names)}`,
  );
}

/** Reads the table of a file. */
export async function readTable(source: SampleSource, io: Pick<Io, 'cwd'>): Promise<NumberTable> {
  const { data: shown, columns, array, decimal } = source;
  const bytes = await readFile(resolve(io.cwd, shown));
  if (extname(shown).toLowerCase() === '.npz') {
    const table = readNpz(bytes, shown, array);
    return columns === undefined ? table : chooseColumns(table, columns, shown);
  }
  const choice = { ...(columns && { columns }), ...(decimal && { decimal }) };
  return parseCsv(new TextDecoder().decode(bytes), shown, choice);
}

/** Samples of a file, or as many as wanted of a built-in density. */
export async function readSamples(
  source: SampleSource,
  drawing: { readonly count: number; readonly seed: number },
  io: Pick<Io, 'cwd'>,
  engine: JitOptions,
): Promise<NumberTable> {
  const target = targetOf(source.data);
  if (target === undefined) return readTable(source, io);
  const { data } = await draw(target, drawing.count, { seed: drawing.seed, ...engine });
  const columns = Array.from({ length: target.features }, (_, i) => `x${i + 1}`);
  return { columns, data: data as Float32Array, rows: drawing.count };
}
