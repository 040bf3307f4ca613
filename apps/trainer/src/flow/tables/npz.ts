import { unzipSync } from 'fflate';
import { CommandError } from '../../errors.ts';
import type { NumberTable } from './table.ts';

/** How the values of a NumPy type are read. */
const readers: Readonly<Record<string, { bytes: number; read: (view: DataView, at: number) => number }>> = {
  '<f4': { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  '<f8': { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  '<i2': { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  '<i4': { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  '<i8': { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  '|u1': { bytes: 1, read: (view, at) => view.getUint8(at) },
  '|i1': { bytes: 1, read: (view, at) => view.getInt8(at) },
};

/**
 * Reads one array [rows, columns] (or [rows]) of a .npz file: the one that is named, `samples`, or the only one.
 *
 * Format: NumPy's .npy 1.0 to 3.0 in a ZIP archive, row-major or column-major.
 *
 * @throws CommandError for a file that is no .npz, an array that is not there, or one that is no table of numbers
 */
export function readNpz(bytes: Uint8Array, shown: string, wanted: string | undefined): NumberTable {
  const files = unzip(bytes, shown);
  const names = Object.keys(files).map((name) => name.replace(/\.npy$/, ''));
  const name = wanted ?? (names.length === 1 ? names[0] : names.find((each) => each === 'samples'));
  if (name === undefined || !names.includes(name)) {
    const problem = name === undefined ? 'holds several arrays' : `holds no array ${JSON.stringify(name)}`;
    throw new CommandError(`${shown}: ${problem}; name one of ${names.join(', ')} with --array`);
  }
  return tableOf(files[`${name}.npy`], name, shown);
}

function unzip(bytes: Uint8Array, shown: string): Record<string, Uint8Array> {
  try {
    return Object.fromEntries(Object.entries(unzipSync(bytes)).filter(([name]) => name.endsWith('.npy')));
  } catch (cause) {
    throw new CommandError(`${shown}: is no .npz file; write one with numpy.savez`, { cause });
  }
}

function tableOf(file: Uint8Array, name: string, shown: string): NumberTable {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const long = (file[6] ?? 1) >= 2;
  const start = (long ? 12 : 10) + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(file.subarray(long ? 12 : 10, start));
  const type = /'descr':\s*'([^']+)'/.exec(header)?.[1] ?? 'unknown';
  const shape = (/'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((side) => side.trim() !== '')
    .map(Number);
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader === undefined) {
    throw new CommandError(
      `${shown}: array ${name} has the type ${type}, but must be one of ${Object.keys(readers).join(', ')}; convert it with astype('float32')`,
    );
  }
  const [rows = 0, width = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || rows * width * reader.bytes !== file.length - start) {
    throw new CommandError(
      `${shown}: array ${name} must have the shape [rows, columns], but has [${shape.join(', ')}]; reshape it`,
    );
  }
  const columnMajor = /'fortran_order':\s*True/.test(header);
  const data = Float64Array.from({ length: rows * width }, (_, i) => {
    const place = columnMajor ? (i % width) * rows + Math.floor(i / width) : i;
    return reader.read(view, start + place * reader.bytes);
  });
  return { columns: Array.from({ length: width }, (_, i) => `x${i + 1}`), data, rows };
}
