import type { Instruction } from '../instruction.ts';
import type { Storage } from '../views.ts';
import { Gaps } from './gaps.ts';

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
