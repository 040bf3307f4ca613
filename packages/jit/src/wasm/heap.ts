import { Gaps } from '../native/plan/gaps.ts';

const pageBytes = 65536;

/** One less than 4 GiB, so that the end of the last block is an address too. */
const mostPages = 65535;

/** Blocks begin where lines of the cache do. */
const lineBytes = 64;

/** A stretch of the memory, in bytes. */
export interface Block {
  readonly at: number;
  readonly bytes: number;
}

/** Blocks of a WebAssembly memory behind what the module itself takes; the memory grows as they need. */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  readonly #base: number;
  readonly #gaps = new Gaps();

  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#base = Math.ceil(base / lineBytes) * lineBytes;
  }

  /** The memory as it is now: views of an earlier one may be too short. */
  get buffer(): ArrayBufferLike {
    return this.#memory.buffer;
  }

  /** Throws RangeError where WebAssembly's 4 GiB or the machine's memory end. */
  take(size: number): Block {
    const bytes = Math.max(1, Math.ceil(size / lineBytes)) * lineBytes;
    const block = { at: this.#base + this.#gaps.take(bytes), bytes };
    try {
      this.#growTo(block.at + bytes);
    } catch (cause) {
      this.give(block);
      const megabytes = Math.ceil(bytes / 2 ** 20);
      throw new RangeError(
        `jit: engine 'wasm' needs ${megabytes} MiB more memory, but there are not (all programs together have 4 GiB at most); dispose of compiled functions, or use smaller batches or another engine`,
        { cause },
      );
    }
    return block;
  }

  give({ at, bytes }: Block): void {
    this.#gaps.give(at - this.#base, bytes);
  }

  #growTo(end: number): void {
    const pages = Math.ceil(end / pageBytes);
    const present = this.#memory.buffer.byteLength / pageBytes;
    if (pages <= present) return;
    if (pages > mostPages) throw new RangeError(`${pages} pages`);
    this.#memory.grow(pages - present);
  }
}
