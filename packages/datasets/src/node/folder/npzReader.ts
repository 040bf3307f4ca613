import { open, type FileHandle } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { dataBytes, type ArraySpec } from '../../formats/npy.ts';
import { ForeignTypeError, parseNpyHeader } from '../../formats/numpy.ts';
import { findDirectory, parseDirectory, ZipError, type ZipEntry } from '../../formats/zip.ts';

/** An array read whole: its spec and its bytes, on a boundary that any typed array accepts. */
export interface NpzArray extends ArraySpec {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** More than the header of any array has. */
const headerBytes = 1024;

/** Bytes that a checksum is taken of at once. */
const pieceBytes = 1 << 24;

function inflated(packed: Uint8Array, size: number, name: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ZipError(`NpzReader: array '${name}' cannot be unpacked: ${reason}`, { cause: error });
  }
}

/** Ways in which zip archives pack entries that are not read here. */
const foreignMethods: Readonly<Record<number, string>> = {
  ...{ 9: 'deflate64', 12: 'bzip2', 14: 'lzma', 93: 'zstd', 95: 'xz' },
};

/** Reads exactly `length` bytes. */
export async function readBytes(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 1 << 30), position + done);
    if (bytesRead === 0) throw new ZipError(`readBytes: the file ends ${length - done} bytes too early`);
    done += bytesRead;
  }
  return bytes;
}

/**
 * Reads arrays of a NumPy .npz file by name, stored or deflated; each is checked against its CRC-32.
 * @example
 * await generateDataset('spring', 'mass-spring', { seed: 7, trajectories: 2, frames: 3 });
 * const npz = await NpzReader.open('spring/data.npz');
 * const { shape } = await npz.read('q');
 * await npz.close();
 */
export class NpzReader {
  readonly #handle: FileHandle;
  readonly #entries: ReadonlyMap<string, ZipEntry>;
  readonly #dataStarts = new Map<string, number>();

  private constructor(handle: FileHandle, entries: ReadonlyMap<string, ZipEntry>) {
    this.#handle = handle;
    this.#entries = entries;
  }

  /** @throws ZipError when the file is no zip archive or is cut off */
  static async open(path: string): Promise<NpzReader> {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const tailBytes = Math.min(size, (1 << 16) + 98);
      const { start, bytes, count } = findDirectory(await readBytes(handle, size - tailBytes, tailBytes));
      if (start + bytes > size) throw new ZipError('NpzReader: the zip directory does not lie in the file');
      const entries = parseDirectory(await readBytes(handle, start, bytes), count);
      return new NpzReader(
        handle,
        new Map(entries.map((entry) => [entry.name.replace(/\.npy$/, ''), entry])),
      );
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Names of the arrays in the file. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  #entry(name: string): ZipEntry {
    const entry = this.#entries.get(name);
    if (!entry)
      throw new ZipError(
        `NpzReader: the file must hold an array '${name}', but holds ${this.names.join(', ')}`,
      );
    return entry;
  }

  async #dataStart({ offset, method, isEncrypted, name }: ZipEntry): Promise<number> {
    if (isEncrypted)
      throw new ForeignTypeError(
        `array '${name.replace(/\.npy$/, '')}' is encrypted; save it without a password`,
      );
    if (method !== 0 && method !== 8) {
      throw new ForeignTypeError(
        `array '${name.replace(/\.npy$/, '')}' is compressed with ${foreignMethods[method] ?? `method ${method}`}, which is not read here; save it with np.savez_compressed`,
      );
    }
    const view = new DataView((await readBytes(this.#handle, offset, 30)).buffer);
    if (view.getUint32(0, true) !== 0x04034b50)
      throw new ZipError('NpzReader: an entry of the zip file is damaged');
    return offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  }

  /** Whether an array lies in the file as it is, and not compressed. */
  isStored(name: string): boolean {
    return this.#entry(name).method === 0;
  }

  /**
   * Element type and shape of an array.
   * @throws ZipError, NpyError
   */
  async spec(name: string): Promise<ArraySpec> {
    const entry = this.#entry(name);
    if (entry.method !== 0) return this.read(name);
    const head = await readBytes(
      this.#handle,
      await this.#dataStart(entry),
      Math.min(entry.size, headerBytes),
    );
    const { dtype, shape } = parseNpyHeader(head);
    return { dtype, shape };
  }

  /**
   * The bytes of an array's .npy file, checked against its CRC-32.
   * @throws ZipError; ForeignTypeError for a compression that is not read here
   */
  async file(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.#entry(name);
    const packed = await readBytes(this.#handle, await this.#dataStart(entry), entry.compressed);
    const file = entry.method === 0 ? packed : inflated(packed, entry.size, name);
    if (file.length !== entry.size || crc32(file) !== entry.crc) {
      throw new ZipError(`NpzReader: array '${name}' does not match its checksum`);
    }
    return file;
  }

  /**
   * Compares a stored array with its CRC-32 without holding it in memory.
   * @throws ZipError
   */
  async verify(name: string): Promise<void> {
    const entry = this.#entry(name);
    const start = await this.#dataStart(entry);
    let crc = 0;
    for (let at = 0; at < entry.compressed; at += pieceBytes) {
      crc = crc32(
        await readBytes(this.#handle, start + at, Math.min(pieceBytes, entry.compressed - at)),
        crc,
      );
    }
    if (crc !== entry.crc) throw new ZipError(`NpzReader: array '${name}' does not match its checksum`);
  }

  /**
   * Reads an array whole.
   * @throws ZipError, NpyError; ForeignTypeError for one of another type than datasets have
   */
  async read(name: string): Promise<NpzArray> {
    const file = await this.file(name);
    const { dtype, shape, dataStart } = parseNpyHeader(file);
    // NumPy's headers end on a multiple of 64 bytes; a copy is only needed for files that break that rule.
    const bytes = dataStart % 8 === 0 ? file.subarray(dataStart) : file.slice(dataStart);
    const expected = dataBytes({ dtype, shape });
    if (bytes.length !== expected) {
      throw new ZipError(`NpzReader: array '${name}' must have ${expected} bytes, but has ${bytes.length}`);
    }
    return { dtype, shape, bytes };
  }

  /**
   * Reads `length` bytes of a stored array's data from byte `start`, without its checksum.
   * @throws ZipError, NpyError, also when the array is not what `expected` says
   */
  async readRange(
    name: string,
    expected: ArraySpec,
    start: number,
    length: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.#entry(name);
    let data = this.#dataStarts.get(name);
    if (data === undefined) {
      const file = await this.#dataStart(entry);
      const { dtype, shape, dataStart } = parseNpyHeader(
        await readBytes(this.#handle, file, Math.min(entry.size, headerBytes)),
      );
      if (entry.method !== 0 || dtype !== expected.dtype || shape.join() !== expected.shape.join()) {
        throw new ZipError(
          `NpzReader: array '${name}' must be stored as ${expected.dtype} [${expected.shape.join(', ')}], but is ${dtype} [${shape.join(', ')}]`,
        );
      }
      data = file + dataStart;
      this.#dataStarts.set(name, data);
    }
    return readBytes(this.#handle, data + start, length);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
