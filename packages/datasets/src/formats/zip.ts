/** Where a file lies in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; others exist. */
  readonly method: number;
  readonly isEncrypted?: boolean;
  readonly crc: number;
  /** Bytes in the archive, and unpacked. */
  readonly compressed: number;
  readonly size: number;
  /** Offset of the entry's local header. */
  readonly offset: number;
}

/** The bytes are not a zip archive, or are cut off. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

const limit32 = 0xffffffff;
const flagUtf8 = 0x0800;
// 1 January 1980, the earliest date that zip knows: the same data give the same bytes whenever they are written.
const date = 0x0021;

function record(length: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(new DataView(bytes.buffer));
  return bytes;
}

/** The zip64 extra field with the values that do not fit in 32 bits. */
function zip64Extra(values: readonly number[]): Uint8Array {
  if (values.length === 0) return new Uint8Array();
  return record(4 + 8 * values.length, (view) => {
    view.setUint16(0, 1, true);
    view.setUint16(2, 8 * values.length, true);
    values.forEach((value, i) => view.setBigUint64(4 + 8 * i, BigInt(value), true));
  });
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The header in front of a stored file's bytes; zip64 when it has 4 GiB or more. */
export function localHeader({ name, crc, size }: Pick<ZipEntry, 'name' | 'crc' | 'size'>): Uint8Array {
  const big = size >= limit32;
  const file = new TextEncoder().encode(name);
  const extra = zip64Extra(big ? [size, size] : []);
  const fixed = record(30, (view) => {
    view.setUint32(0, 0x04034b50, true);
    view.setUint16(4, big ? 45 : 20, true);
    view.setUint16(6, flagUtf8, true);
    view.setUint16(12, date, true);
    view.setUint32(14, crc, true);
    view.setUint32(18, big ? limit32 : size, true);
    view.setUint32(22, big ? limit32 : size, true);
    view.setUint16(26, file.length, true);
    view.setUint16(28, extra.length, true);
  });
  return join(fixed, file, extra);
}

function centralHeader({ name, method, crc, size, compressed, offset }: ZipEntry): Uint8Array {
  const bigSize = size >= limit32;
  const bigOffset = offset >= limit32;
  const file = new TextEncoder().encode(name);
  const extra = zip64Extra([...(bigSize ? [size, compressed] : []), ...(bigOffset ? [offset] : [])]);
  const fixed = record(46, (view) => {
    view.setUint32(0, 0x02014b50, true);
    view.setUint16(4, 45, true);
    view.setUint16(6, extra.length > 0 ? 45 : 20, true);
    view.setUint16(8, flagUtf8, true);
    view.setUint16(10, method, true);
    view.setUint16(14, date, true);
    view.setUint32(16, crc, true);
    view.setUint32(20, bigSize ? limit32 : compressed, true);
    view.setUint32(24, bigSize ? limit32 : size, true);
    view.setUint16(28, file.length, true);
    view.setUint16(30, extra.length, true);
    view.setUint32(42, bigOffset ? limit32 : offset, true);
  });
  return join(fixed, file, extra);
}

/** The directory that ends an archive, which starts at offset `start`. */
export function centralDirectory(entries: readonly ZipEntry[], start: number): Uint8Array {
  const headers = join(...entries.map(centralHeader));
  const big = start + headers.length >= limit32;
  const count = entries.length;
  const zip64 = record(big ? 76 : 0, (view) => {
    if (!big) return;
    view.setUint32(0, 0x06064b50, true);
    view.setBigUint64(4, 44n, true);
    view.setUint16(12, 45, true);
    view.setUint16(14, 45, true);
    view.setBigUint64(24, BigInt(count), true);
    view.setBigUint64(32, BigInt(count), true);
    view.setBigUint64(40, BigInt(headers.length), true);
    view.setBigUint64(48, BigInt(start), true);
    view.setUint32(56, 0x07064b50, true);
    view.setBigUint64(64, BigInt(start + headers.length), true);
    view.setUint32(72, 1, true);
  });
  const end = record(22, (view) => {
    view.setUint32(0, 0x06054b50, true);
    view.setUint16(8, count, true);
    view.setUint16(10, count, true);
    view.setUint32(12, headers.length, true);
    view.setUint32(16, big ? limit32 : start, true);
  });
  return join(headers, zip64, end);
}

/** Where the directory lies, from the archive's last bytes (at most 64 KiB + 98 are needed). */
export function findDirectory(tail: Uint8Array): { start: number; bytes: number; count: number } {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const start = view.getUint32(at + 16, true);
    const found = { start, bytes: view.getUint32(at + 12, true), count: view.getUint16(at + 10, true) };
    const at64 = at - 76;
    if (at64 < 0 || view.getUint32(at64, true) !== 0x06064b50) return found;
    return {
      start: Number(view.getBigUint64(at64 + 48, true)),
      bytes: Number(view.getBigUint64(at64 + 40, true)),
      count: Number(view.getBigUint64(at64 + 32, true)),
    };
  }
  throw new ZipError(
    'findDirectory: the archive must end with a zip directory; it is cut off or not a zip file',
  );
}

function entryAt(view: DataView, at: number): { entry: ZipEntry; next: number } {
  if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) {
    throw new ZipError('parseDirectory: the zip directory is damaged');
  }
  const [nameLength, extraLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
  const nameStart = at + 46;
  const extraStart = nameStart + nameLength;
  const next = extraStart + extraLength + view.getUint16(at + 32, true);
  if (next > view.byteLength) throw new ZipError('parseDirectory: the zip directory is damaged');
  // The zip64 field holds, in this order, only those values that are all ones in the fixed part.
  let field = extraStart;
  while (field < extraStart + extraLength && view.getUint16(field, true) !== 1) {
    field += 4 + view.getUint16(field + 2, true);
  }
  field += 4;
  const wide = (value: number): number => {
    if (value !== limit32) return value;
    if (field + 8 > next) throw new ZipError('parseDirectory: the zip directory is damaged');
    field += 8;
    return Number(view.getBigUint64(field - 8, true));
  };
  const size = wide(view.getUint32(at + 24, true));
  const compressed = wide(view.getUint32(at + 20, true));
  const offset = wide(view.getUint32(at + 42, true));
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + nameStart, nameLength));
  const entry = {
    name,
    method: view.getUint16(at + 10, true),
    isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    crc: view.getUint32(at + 16, true),
    size,
    compressed,
    offset,
  };
  return { entry, next };
}

/** The entries of a zip directory. */
export function parseDirectory(bytes: Uint8Array, count: number): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    const { entry, next } = entryAt(view, at);
    entries.push(entry);
    at = next;
  }
  return entries;
}
