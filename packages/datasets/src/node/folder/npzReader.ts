import { open, type FileHandle } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { dataBytes, parseNpyHeader, type ArraySpec } from '../../formats/npy.ts';
import { findDirectory, parseDirectory, ZipError, type ZipEntry } from '../../formats/zip.ts';

/** An array read whole: its spec and its bytes, on a boundary that any typed array accepts. */
export interface NpzArray extends ArraySpec {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** More than the header of any array has. */
const headerBytes = 1024;

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

  async #dataStart({ offset }: ZipEntry): Promise<number> {
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
   * Reads an array whole.
   * @throws ZipError, NpyError
   */
  async read(name: string): Promise<NpzArray> {
    const entry = this.#entry(name);
    const packed = await readBytes(this.#handle, await this.#dataStart(entry), entry.compressed);
    const file = entry.method === 0 ? packed : new Uint8Array(inflateRawSync(packed));
    if (file.length !== entry.size || crc32(file) !== entry.crc) {
      throw new ZipError(`NpzReader: array '${name}' does not match its checksum`);
    }
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
