import { pickOptions, requireOptions, type OptionNames } from '@hgn/options';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { readNumpy, readNumpyText, ForeignTypeError } from '../../formats/numpy.ts';
import { NpyError } from '../../formats/npy.ts';
import { ZipError } from '../../formats/zip.ts';
import { arrayLayouts, tablesOfArrays, type ArrayLayout, type NamedArray } from '../../recordings/arrays.ts';
import { RecordingError, type Recordings } from '../../recordings/recording.ts';
import { recordingsOf, type MeasuredTable, type RecordingOptions } from '../../recordings/tables.ts';
import { CorruptDatasetError, isSystemError, MissingDatasetError } from '../errors.ts';
import { NpzReader } from '../folder/npzReader.ts';
import { readCsv, type CsvTable } from '../tables/csv.ts';
import type { CsvOptions } from '../tables/csvFormat.ts';
import { isGap, isNumber } from '../tables/numbers.ts';
import { clockOf } from './clock.ts';
import { hdf5Arrays } from './hdf5Arrays.ts';

/** How recordings are read from files. */
export interface ReadRecordingsOptions extends RecordingOptions, CsvOptions {
  /** What the axes of arrays of two axes are, where that cannot be told. */
  readonly layout?: ArrayLayout;
}

/** Endings of files that may hold recordings of states. */
export const recordingEndings = ['.csv', '.tsv', '.txt', '.dat', '.npz', '.npy', '.h5', '.hdf5'] as const;

/** Rows that are looked at to see whether a column holds numbers. */
const looked = 1000;

function csvTable(table: CsvTable, source: string, named: readonly string[] | undefined): MeasuredTable {
  const { header, units, decimal, width, rows } = table;
  const label = (column: number) => {
    const name = header?.[column] ?? '';
    return name === '' ? `x${column + 1}` : name;
  };
  return {
    source,
    rows,
    isNamed: header !== undefined || named !== undefined,
    place: (row) => `line ${table.line(row)}`,
    columns: Array.from({ length: width }, (_, column) => {
      const cells = Array.from({ length: Math.min(rows, looked) }, (__, row) => table.cell(row, column));
      const clock =
        clockOf(cells) === undefined
          ? undefined
          : () => clockOf(Array.from({ length: rows }, (__, row) => table.cell(row, column)));
      const unit = units?.[column].replace(/^[[(]|[\])]$/g, '');
      return {
        label: header ? label(column) : (named?.[column] ?? label(column)),
        ...(unit !== undefined && unit !== '' && { unit }),
        ...(clock && { unit: 's' }),
        hasNumbers: clock !== undefined || cells.some((cell) => !isGap(cell) && isNumber(cell, decimal)),
        numbers: () => clock?.() ?? table.numbers(column),
      };
    }),
  };
}

async function npzArrays(path: string): Promise<{ arrays: NamedArray[]; names?: string[] }> {
  const npz = await NpzReader.open(path);
  try {
    const arrays: NamedArray[] = [];
    let names: string[] | undefined;
    for (const name of npz.names) {
      const file = await npz.file(name);
      const text = readNumpyText(file);
      if (text) names = /^(names|columns|channels|labels)$/i.test(name) ? text : names;
      else arrays.push(...fieldsOf(file, name));
    }
    return { arrays, ...(names && { names }) };
  } finally {
    await npz.close();
  }
}

/** An array, or the fields of a record array under their own names. */
function fieldsOf(file: Uint8Array, name: string): NamedArray[] {
  return readNumpy(file).map(({ shape, values, field }) => ({ name: field ?? name, shape, values }));
}

interface Read {
  readonly tables: readonly MeasuredTable[];
  readonly dt?: number | undefined;
}

async function readFileTables(path: string, options: ReadRecordingsOptions): Promise<Read> {
  const ending = extname(path).toLowerCase();
  const { layout, columns } = options;
  const ask = { ...(layout && { layout }) };
  if (ending === '.npz') {
    const { arrays, names } = await npzArrays(path);
    return tablesOfArrays(path, arrays, { ...ask, ...(names && { names }) });
  }
  if (ending === '.npy') {
    const arrays = fieldsOf(new Uint8Array(await readFile(path)), '');
    const [{ shape }] = arrays;
    // Named columns are as many as the channels: one axis that is as long tells which axis they are.
    const names =
      columns !== undefined && arrays.length === 1 && shape.at(-1) === columns.length ? columns : undefined;
    const told =
      layout ?? (names && shape.length === 2 && shape[0] !== shape[1] ? 'time,channel' : undefined);
    return tablesOfArrays(path, arrays, { ...(told && { layout: told }), ...(names && { names }) });
  }
  if (ending === '.h5' || ending === '.hdf5') {
    const groups = await hdf5Arrays(path);
    if (groups.length === 0)
      throw new RecordingError(`readRecordings: ${path}: must hold arrays of numbers, but holds none`);
    const read = groups.map(({ group, arrays, names }) =>
      tablesOfArrays(group === '' ? path : `${path}${group}`, arrays, { ...ask, ...(names && { names }) }),
    );
    return { tables: read.flatMap(({ tables }) => tables), dt: read.find(({ dt }) => dt !== undefined)?.dt };
  }
  const bytes = await readFile(path);
  const text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
  return {
    tables: [
      csvTable(
        readCsv(text, path, pickOptions<CsvOptions>(options, { delimiter: true, decimal: true })),
        path,
        columns,
      ),
    ],
  };
}

async function naming(path: string, work: () => Promise<Read>): Promise<Read> {
  try {
    if ((await stat(path)).isDirectory()) {
      throw new RecordingError(`readRecordings: ${path} is a folder; name the files in it`);
    }
    return await work();
  } catch (error) {
    if (error instanceof RecordingError || error instanceof CorruptDatasetError) throw error;
    if (isSystemError(error)) {
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
      throw new MissingDatasetError(`readRecordings: ${path} is not there; check the path`, { cause: error });
    }
    if (error instanceof ForeignTypeError)
      throw new RecordingError(`readRecordings: ${path}: ${error.message}`, { cause: error });
    if (error instanceof ZipError || error instanceof NpyError || error instanceof RangeError) {
      throw new CorruptDatasetError(`readRecordings: ${path} is damaged: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

const readRecordingsOptionNames: OptionNames<ReadRecordingsOptions> = {
  layout: true,
  columns: true,
  dt: true,
  angles: true,
  units: true,
  time: true,
  positions: true,
  velocities: true,
  momenta: true,
  inputs: true,
  ignore: true,
  gaps: true,
  longestGap: true,
  delimiter: true,
  decimal: true,
};

/**
 * Reads what was measured, from one or more files of the same channels: CSV (comma, semicolon, tab or blanks, decimal point
 * or comma, header with units), npz, npy, HDF5. Times, positions, velocities and inputs such as torques are told apart by
 * their names and units; degrees, milliseconds, … become SI units; angles that wrap go on; short gaps are bridged, long ones
 * cut a recording in two; all of it in float64, and said in `notes`. Equal states in any of the formats give equal bits.
 * Memory: all samples.
 * @throws MissingDatasetError, CorruptDatasetError, RecordingError, which name the file, and the line where there is one
 * @example
 * import { writeFile } from 'node:fs/promises';
 * const rows = Array.from({ length: 20 }, (_, i) => `${i / 10};${170 + 2 * i > 180 ? 2 * i - 190 : 170 + 2 * i}`);
 * await writeFile('pendulum.csv', ['time [s];angle [deg]', ...rows].join('\n'));
 * const { channels, recordings, notes } = await readRecordings(['pendulum.csv']);
 * const { time, values } = recordings[0];
 */
export async function readRecordings(
  files: readonly string[],
  options: ReadRecordingsOptions = {},
): Promise<Recordings> {
  requireOptions('readRecordings', options, readRecordingsOptionNames);
  if (options.layout !== undefined && !arrayLayouts.includes(options.layout)) {
    throw new RangeError(
      `readRecordings: layout must be one of ${arrayLayouts.join(' ')}, but got ${options.layout}`,
    );
  }
  for (const [name, value] of Object.entries({ dt: options.dt, longestGap: options.longestGap })) {
    if (value === undefined || (value > 0 && value < Infinity)) continue;
    throw new RangeError(`readRecordings: ${name} must be positive, in seconds, but got ${value}`);
  }
  const unknown = files.find(
    (file) => !recordingEndings.some((ending) => ending === extname(file).toLowerCase()),
  );
  if (unknown !== undefined) {
    throw new RecordingError(
      `readRecordings: ${unknown} must end in ${recordingEndings.join(', ')}, but is ${basename(unknown)}; save it in one of these formats`,
    );
  }
  const read: Read[] = [];
  for (const file of files) read.push(await naming(file, () => readFileTables(file, options)));
  const dt = options.dt ?? read.find((each) => each.dt !== undefined)?.dt;
  return recordingsOf(
    read.flatMap(({ tables }) => tables),
    { ...options, ...(dt !== undefined && { dt }) },
  );
}
