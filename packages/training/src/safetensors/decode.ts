import { dataTypes, type StoredTensor, type TensorType } from './dtypes.ts';
import { SafetensorsError } from './error.ts';

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** Tensors by name, in the order of the header; each owns a copy of its data. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Text by name; empty if the file has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface Span {
  readonly name: string;
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** Longest header that is read: the format's own limit. */
const LONGEST_HEADER = 100_000_000;

/**
 * Reads a safetensors file. All of it is checked before anything is returned: lengths, element types, and that the
 * tensors fill the data without gap or overlap.
 *
 * @throws SafetensorsError for bytes that are truncated, corrupt, or of an element type that no typed array holds.
 * @example
 * const { tensors } = decodeSafetensors(encodeSafetensors({ q: Float64Array.of(0.1, 0.2) }));
 * tensors.q; // { dtype: 'F64', shape: [2], data }
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (bytes.length < 8) {
    throw new SafetensorsError(
      `a file must have at least 8 bytes, but got ${bytes.length}; it is truncated or empty`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > LONGEST_HEADER) {
    throw new SafetensorsError(
      `a header must be at most ${LONGEST_HEADER} bytes long, but its length reads ${headerLength}; this is no safetensors file`,
    );
  }
  const dataStart = 8 + headerLength;
  if (dataStart > bytes.length) {
    throw new SafetensorsError(
      `the header must end at byte ${dataStart}, but the file has ${bytes.length}; it is truncated`,
    );
  }
  const { __metadata__: texts, ...entries } = parseHeader(bytes.subarray(8, dataStart));
  const metadata = parseMetadata(texts);
  const spans = Object.entries(entries).map(([name, entry]) => parseEntry(name, entry));
  checkTiling(spans, bytes.length - dataStart);

  const tensors = spans.map(({ name, dtype, shape, begin, end }): [string, StoredTensor] => {
    const copy = new Uint8Array(bytes.subarray(dataStart + begin, dataStart + end)).buffer;
    return [name, { dtype, shape, data: dataTypes[dtype].read(copy) }];
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SafetensorsError(`the header must be JSON, but ${reason}; the file is corrupt`);
  }
  if (!isObject(header)) throw new SafetensorsError('the header must be a JSON object; the file is corrupt');
  return header;
}

function parseMetadata(texts: unknown): Record<string, string> {
  if (texts === undefined) return {};
  if (!isObject(texts) || !Object.values(texts).every((text) => typeof text === 'string')) {
    throw new SafetensorsError('the metadata must be an object of texts; the file is corrupt');
  }
  return texts as Record<string, string>;
}

function parseEntry(name: string, entry: unknown): Span {
  if (!isObject(entry)) throw new SafetensorsError('its entry must be an object; the file is corrupt', name);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(dataTypes, dtype)) {
    throw new SafetensorsError(
      `its element type must be one of ${Object.keys(dataTypes).join(', ')}, but got ${JSON.stringify(dtype)}`,
      name,
    );
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw new SafetensorsError(
      `its shape must be an array of whole numbers from 0 up, but got ${JSON.stringify(shape)}`,
      name,
    );
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new SafetensorsError(
      `its offsets must be two whole numbers, but got ${JSON.stringify(offsets)}`,
      name,
    );
  }
  const [begin, end] = offsets as [number, number];
  const size = shape.reduce<number>((product, length: number) => product * length, 1);
  const needed = size * dataTypes[dtype as TensorType].bytes;
  if (end - begin !== needed) {
    throw new SafetensorsError(
      `${dtype} [${shape.join(', ')}] must take ${needed} bytes, but its offsets [${begin}, ${end}] take ${end - begin}`,
      name,
    );
  }
  return { name, dtype: dtype as TensorType, shape, begin, end };
}

function checkTiling(spans: readonly Span[], dataLength: number): void {
  let filled = 0;
  for (const { name, begin, end } of spans.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < filled) {
      throw new SafetensorsError(
        `it must begin where the last tensor ends, at ${filled}, but begins at ${begin}; they overlap`,
        name,
      );
    }
    if (begin > filled) {
      throw new SafetensorsError(
        `it must begin where the last tensor ends, at ${filled}, but begins at ${begin}; there is a gap`,
        name,
      );
    }
    filled = end;
  }
  if (filled > dataLength) {
    throw new SafetensorsError(
      `the tensors need ${filled} bytes of data, but the file has ${dataLength}; it is truncated`,
    );
  }
  if (filled < dataLength) {
    throw new SafetensorsError(
      `the tensors need ${filled} bytes of data, but the file has ${dataLength}; it is corrupt`,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
