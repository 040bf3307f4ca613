import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { dataBytes, npyHeader, type ArraySpec } from '../../formats/npy.ts';
import { centralDirectory, localHeader } from '../../formats/zip.ts';

interface OpenArray {
  readonly file: string;
  readonly header: Uint8Array;
  /** Bytes of the .npy file, header included. */
  readonly size: number;
  readonly offset: number;
  /** Where the next byte of the .npy file goes. */
  position: number;
  readonly end: number;
  crc: number;
  readonly pending: Uint8Array;
  filled: number;
}

const bufferBytes = 1 << 16;

/**
 * Writes a NumPy .npz file of stored arrays whose shapes are known beforehand, each appended to in pieces and in
 * any interleaving. Memory: 64 KiB per array, whatever their size. Files over 4 GiB are zip64.
 * @example
 * const npz = await NpzWriter.create('x.npz', { q: { dtype: '<f8', shape: [2] } });
 * await npz.append('q', new Uint8Array(Float64Array.of(1, 2).buffer));
 * await npz.close();
 */
export class NpzWriter {
  readonly #handle: FileHandle;
  readonly #arrays: ReadonlyMap<string, OpenArray>;
  readonly #end: number;

  private constructor(handle: FileHandle, arrays: ReadonlyMap<string, OpenArray>, end: number) {
    this.#handle = handle;
    this.#arrays = arrays;
    this.#end = end;
  }

  /** Creates the file; it must not exist. */
  static async create(path: string, specs: Readonly<Record<string, ArraySpec>>): Promise<NpzWriter> {
    const arrays = new Map<string, OpenArray>();
    let offset = 0;
    for (const [name, spec] of Object.entries(specs)) {
      const header = npyHeader(spec);
      const size = header.length + dataBytes(spec);
      const file = `${name}.npy`;
      const position = offset + localHeader({ name: file, crc: 0, size }).length;
      const pending = new Uint8Array(Math.min(size, bufferBytes));
      arrays.set(name, {
        file,
        header,
        size,
        offset,
        position,
        end: position + size,
        crc: 0,
        pending,
        filled: 0,
      });
      offset = position + size;
    }
    const writer = new NpzWriter(await open(path, 'wx'), arrays, offset);
    try {
      for (const [name, { header }] of arrays) await writer.append(name, header);
    } catch (error) {
      await writer.abandon();
      throw error;
    }
    return writer;
  }

  /** Appends bytes (little-endian, row-major) to an array. */
  async append(name: string, data: Uint8Array): Promise<void> {
    const array = this.#arrays.get(name);
    if (!array) throw new Error(`NpzWriter.append: there is no array '${name}' in this file`);
    if (array.position + array.filled + data.length > array.end) {
      throw new RangeError(`NpzWriter.append: '${name}' gets more bytes than its shape has`);
    }
    // zlib's CRC-32 of nothing starts anew instead of going on.
    if (data.length === 0) return;
    array.crc = crc32(data, array.crc);
    if (array.filled + data.length > array.pending.length) await this.#flush(array);
    if (data.length >= array.pending.length) {
      await this.#write(data, array.position);
      array.position += data.length;
    } else {
      array.pending.set(data, array.filled);
      array.filled += data.length;
    }
  }

  async #flush(array: OpenArray): Promise<void> {
    await this.#write(array.pending.subarray(0, array.filled), array.position);
    array.position += array.filled;
    array.filled = 0;
  }

  async #write(data: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < data.length;) {
      done += (await this.#handle.write(data, done, data.length - done, position + done)).bytesWritten;
    }
  }

  /** Writes what is left, the checksums and the directory, and forces all of it to the disk. */
  async close(): Promise<void> {
    try {
      const entries = [];
      for (const [name, array] of this.#arrays) {
        await this.#flush(array);
        const missing = array.end - array.position;
        if (missing > 0)
          throw new RangeError(`NpzWriter.close: '${name}' lacks ${missing} bytes of its shape`);
        const { file, crc, size, offset } = array;
        await this.#write(localHeader({ name: file, crc, size }), offset);
        entries.push({ name: file, method: 0, crc, compressed: size, size, offset });
      }
      await this.#write(centralDirectory(entries, this.#end), this.#end);
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
  }

  /** Closes the unfinished file, which is then not readable. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }
}
