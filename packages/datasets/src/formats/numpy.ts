import { itemBytes, NpyError, type ArraySpec, type NpyType } from './npy.ts';

/** An array as a .npy file describes it: any type and order that NumPy writes. */
export interface NumpyLayout {
  /** NumPy's name of the element type, such as `<f8`; of a record array, its fields. */
  readonly descr: string | readonly NumpyField[];
  /** Whether the first axis changes fastest. */
  readonly isColumnMajor: boolean;
  readonly shape: readonly number[];
  readonly dataStart: number;
}

/** A field of a record array. */
export interface NumpyField {
  readonly name: string;
  readonly descr: string;
}

/** The file is whole but holds what is not read here; the message says what and how to convert it. */
export class ForeignTypeError extends Error {
  override readonly name = 'ForeignTypeError';
}

type Read = (view: DataView, at: number, little: boolean) => number;

function float16(view: DataView, at: number, little: boolean): number {
  const bits = view.getUint16(at, little);
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * 2 ** -24 * fraction : sign * 2 ** (exponent - 25) * (1024 + fraction);
}

const types: Readonly<Record<string, { readonly bytes: number; readonly read: Read }>> = {
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f2: { bytes: 2, read: float16 },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

const isBig = (descr: string): boolean => descr.startsWith('>');

function typeOf(descr: string): { bytes: number; read: Read } {
  const name = descr.replace(/^[<>|=]/, '');
  if (Object.hasOwn(types, name)) return types[name];
  const kinds: Readonly<Record<string, string>> = {
    ...{ O: 'Python objects', U: 'text', S: 'text', a: 'text', c: 'complex numbers', V: 'raw bytes' },
    ...{ M: 'dates', m: 'time spans', f: 'floats of a size that only some machines have' },
  };
  throw new ForeignTypeError(
    `the type ${JSON.stringify(descr)} (${kinds[name.slice(0, 1)] ?? 'unknown'}) is not read; save numbers, as with x.astype('float64')`,
  );
}

/** What stands in a field of the header's dictionary, which Python wrote. */
function field(header: string, name: string): string | undefined {
  const start = new RegExp(`['"]${name}['"]\\s*:\\s*`).exec(header);
  return start ? header.slice(start.index + start[0].length) : undefined;
}

function descrIn(header: string): NumpyLayout['descr'] {
  const text = field(header, 'descr') ?? '';
  const simple = /^['"]([^'"]*)['"]/.exec(text);
  if (simple) return simple[1];
  const list = /^\[((?:\s*\([^()]*\)\s*,?)+)\s*\]/.exec(text);
  const fields = [...(list?.[1] ?? '').matchAll(/\(\s*(['"])(.*?)\1\s*,\s*['"]([^'"]*)['"]\s*,?\s*\)/g)].map(
    (found) => ({
      name: found[2],
      descr: found[3],
    }),
  );
  if (!list) {
    if (!text.startsWith('[')) throw new NpyError('readNumpyLayout: the header has no element type');
    throw new ForeignTypeError(
      'record arrays with arrays or records inside are not read; save each field as an array',
    );
  }
  if (fields.length === 0 || fields.length !== (list[1].match(/\(/g) ?? []).length) {
    throw new ForeignTypeError('record arrays with arrays inside are not read; save each field as an array');
  }
  return fields;
}

/** `\x93NUMPY` as bytes: decoders disagree on the first, which is a quotation mark where latin1 is taken for windows-1252. */
const magic = [0x93, ...new TextEncoder().encode('NUMPY')];

/**
 * Reads the header of a .npy file, formats 1 to 3.
 * @throws NpyError for bytes that are none; ForeignTypeError for records within records
 */
export function readNumpyLayout(bytes: Uint8Array): NumpyLayout {
  if (magic.some((byte, index) => bytes[index] !== byte)) {
    throw new NpyError('readNumpyLayout: the file must start with \\x93NUMPY');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6] >= 2;
  const start = wide ? 12 : 10;
  if (bytes.length < start || bytes[6] < 1 || bytes[6] > 3) {
    throw new NpyError('readNumpyLayout: the header is cut off, or of a version that is not known');
  }
  const dataStart = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataStart > bytes.length) throw new NpyError('readNumpyLayout: the header is cut off');
  const header = new TextDecoder(bytes[6] === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(start, dataStart),
  );
  const tuple = /^\(([\d\s,]*)\)/.exec(field(header, 'shape') ?? '');
  const order = /^(True|False)/.exec(field(header, 'fortran_order') ?? '');
  if (!tuple || !order)
    throw new NpyError('readNumpyLayout: the header has no shape of whole numbers, or no order');
  const shape = tuple[1].split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  return { descr: descrIn(header), isColumnMajor: order[1] === 'True', shape, dataStart };
}

/**
 * Reads the header of an array of a dataset of this package.
 * @returns the array's spec and where its data start
 * @throws NpyError for bytes that are no .npy file; ForeignTypeError for another type or order than datasets have
 */
export function parseNpyHeader(bytes: Uint8Array): ArraySpec & { readonly dataStart: number } {
  const { descr, isColumnMajor, shape, dataStart } = readNumpyLayout(bytes);
  const isRowMajor = !isColumnMajor || shape.filter((extent) => extent !== 1).length < 2;
  if (typeof descr === 'string' && Object.hasOwn(itemBytes, descr) && isRowMajor) {
    return { dtype: descr as NpyType, shape, dataStart };
  }
  throw new ForeignTypeError(
    `arrays must be row-major ${Object.keys(itemBytes).join(', ')}, but this one is ${isColumnMajor ? 'column-major ' : ''}${JSON.stringify(descr)}; convert it with np.ascontiguousarray(x).astype(...)`,
  );
}

/** The place in the file of each element in row-major order, for an array that is stored column by column. */
function columnMajorPlaces(shape: readonly number[]): (index: number) => number {
  return (index) => {
    let [rest, place] = [index, 0];
    let stride = shape.reduce((product, extent) => product * extent, 1);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      stride /= shape[axis];
      place += (rest % shape[axis]) * stride;
      rest = Math.floor(rest / shape[axis]);
    }
    return place;
  };
}

/** The numbers of one field, row-major. */
function numbers(
  bytes: Uint8Array,
  { shape, isColumnMajor, dataStart }: NumpyLayout,
  at: { descr: string; offset: number; stride: number },
) {
  const { read } = typeOf(at.descr);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = shape.reduce((product, extent) => product * extent, 1);
  const little = !isBig(at.descr);
  const place = isColumnMajor && shape.length > 1 ? columnMajorPlaces(shape) : (index: number) => index;
  const start = dataStart + at.offset;
  return Float64Array.from({ length: count }, (_, i) => read(view, start + place(i) * at.stride, little));
}

/** An array of numbers, row-major; of a record array, one for each field. */
export interface NumpyArray {
  readonly shape: readonly number[];
  /** Of a plain array, its element type. */
  readonly descr: string;
  readonly values: Float64Array;
  /** The name of the field of a record array. */
  readonly field?: string;
}

/**
 * Reads a .npy file into float64, exactly but for integers beyond 2^53: booleans, integers and floats of any size and byte
 * order, row-major or column-major, and record arrays of them.
 * @throws NpyError for bytes that are no .npy file or are too few or too many; ForeignTypeError for text, objects, dates,
 * complex numbers
 */
export function readNumpy(bytes: Uint8Array): NumpyArray[] {
  const layout = readNumpyLayout(bytes);
  const { descr, shape, dataStart } = layout;
  const fields = typeof descr === 'string' ? [{ descr }] : descr;
  const stride = fields.reduce((sum, each) => sum + typeOf(each.descr).bytes, 0);
  const expected = shape.reduce((product, extent) => product * extent, stride);
  if (bytes.length - dataStart !== expected) {
    throw new NpyError(
      `readNumpy: the array [${shape.join(', ')}] must have ${expected} bytes, but has ${bytes.length - dataStart}`,
    );
  }
  let offset = 0;
  return fields.map((each): NumpyArray => {
    const values = numbers(bytes, layout, { descr: each.descr, offset, stride });
    offset += typeOf(each.descr).bytes;
    return { shape, descr: each.descr, values, ...('name' in each && { field: each.name }) };
  });
}

/**
 * The words of a .npy file of text, such as names of columns; nothing where it holds something else.
 */
export function readNumpyText(bytes: Uint8Array): string[] | undefined {
  const { descr, shape, dataStart } = readNumpyLayout(bytes);
  const found = typeof descr === 'string' ? /^([<>|=]?)([US])(\d+)$/.exec(descr) : null;
  if (!found || shape.length !== 1) return undefined;
  const [size, width] = [Number(found[3]), found[2] === 'U' ? 4 : 1];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: shape[0] }, (_, i) => {
    let word = '';
    for (let c = 0; c < size; c++) {
      const at = dataStart + (i * size + c) * width;
      if (at + width > bytes.length) throw new NpyError('readNumpyText: the file is cut off');
      const code = width === 4 ? view.getUint32(at, found[1] !== '>') : view.getUint8(at);
      if (code === 0) break;
      word += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    }
    return word;
  });
}
