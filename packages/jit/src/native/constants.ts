import type { Values } from '../graph/graph.ts';
import type { Storage } from './views.ts';

/** The constants of a program, one after the other; equal single numbers are kept once. */
export class Constants {
  readonly #parts: { readonly at: number; readonly data: Values }[] = [];
  readonly #single = new Map<string, Storage>();
  #length = 0;

  add(data: Values): Storage {
    const storage: Storage = { place: 'constants', index: this.#length, size: data.length };
    this.#parts.push({ at: this.#length, data });
    // Each begins where a line of the cache does.
    this.#length += Math.ceil(data.length / 16) * 16;
    return storage;
  }

  /** One number: a float, or an integer as it is. */
  single(value: number, isFloat: boolean): Storage {
    const key = `${isFloat ? 'float' : 'int'} ${Object.is(value, -0) ? '-0' : value}`;
    const known = this.#single.get(key);
    if (known !== undefined) return known;
    const made = this.add(isFloat ? Float32Array.of(value) : Int32Array.of(value));
    this.#single.set(key, made);
    return made;
  }

  /** All of them, as bits of 32-bit numbers. */
  values(): Float32Array {
    const all = new Float32Array(this.#length);
    const integers = new Int32Array(all.buffer);
    for (const { at, data } of this.#parts) {
      if (data instanceof Float32Array) all.set(data, at);
      else integers.set(data, at);
    }
    return all;
  }
}
