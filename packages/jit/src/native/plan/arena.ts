import type { Instruction } from '../instruction.ts';
import type { Storage } from '../views.ts';

/** Where each intermediate value lies in the arena. */
export interface Arena {
  readonly offsets: ReadonlyMap<Storage, number>;
  /** Numbers of 4 bytes. */
  readonly length: number;
}

/** Values begin where lines of the cache do. */
const alignment = 16;

/** Gives every temporary a place for as long as it is needed: the smallest gap that it fits in, else the end. */
export function planArena(instructions: readonly Instruction[]): Arena {
  const ends = new Map<Storage, number>();
  instructions.forEach(({ reads, writes }, at) => {
    for (const { storage } of [...reads, ...writes]) if (storage.place === 'arena') ends.set(storage, at);
  });
  const endingAt: Storage[][] = instructions.map(() => []);
  for (const [storage, at] of ends) endingAt[at].push(storage);
  const offsets = new Map<Storage, number>();
  const gaps = new Gaps();
  instructions.forEach(({ writes }, at) => {
    for (const { storage } of writes) {
      if (storage.place !== 'arena' || offsets.has(storage)) continue;
      offsets.set(storage, gaps.take(roomOf(storage)));
    }
    for (const storage of endingAt[at]) {
      const offset = offsets.get(storage);
      if (offset !== undefined) gaps.give(offset, roomOf(storage));
    }
  });
  return { offsets, length: gaps.length };
}

const roomOf = ({ size }: Storage): number => Math.max(1, Math.ceil(size / alignment)) * alignment;

/** What is free before the end, in order. */
class Gaps {
  readonly #begins: number[] = [];
  readonly #sizes: number[] = [];
  #end = 0;
  length = 0;

  take(size: number): number {
    let best = -1;
    for (let gap = 0; gap < this.#sizes.length; gap++) {
      if (this.#sizes[gap] >= size && (best < 0 || this.#sizes[gap] < this.#sizes[best])) best = gap;
    }
    if (best < 0) {
      const begin = this.#end;
      this.#end += size;
      this.length = Math.max(this.length, this.#end);
      return begin;
    }
    const begin = this.#begins[best];
    if (this.#sizes[best] === size) {
      this.#begins.splice(best, 1);
      this.#sizes.splice(best, 1);
    } else {
      this.#begins[best] += size;
      this.#sizes[best] -= size;
    }
    return begin;
  }

  give(begin: number, size: number): void {
    let after = 0;
    let most = this.#begins.length;
    while (after < most) {
      const middle = (after + most) >> 1;
      if (this.#begins[middle] < begin) after = middle + 1;
      else most = middle;
    }
    const joinsBefore = after > 0 && this.#begins[after - 1] + this.#sizes[after - 1] === begin;
    const joinsAfter = after < this.#begins.length && begin + size === this.#begins[after];
    if (joinsBefore && joinsAfter) {
      this.#sizes[after - 1] += size + this.#sizes[after];
      this.#begins.splice(after, 1);
      this.#sizes.splice(after, 1);
    } else if (joinsBefore) this.#sizes[after - 1] += size;
    else if (joinsAfter) {
      this.#begins[after] = begin;
      this.#sizes[after] += size;
    } else {
      this.#begins.splice(after, 0, begin);
      this.#sizes.splice(after, 0, size);
    }
    const last = this.#begins.length - 1;
    if (last >= 0 && this.#begins[last] + this.#sizes[last] === this.#end) {
      this.#end = this.#begins[last];
      this.#begins.pop();
      this.#sizes.pop();
    }
  }
}
