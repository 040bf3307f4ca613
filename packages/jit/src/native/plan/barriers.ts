import type { Arena } from './arena.ts';
import type { Access, Instruction } from '../instruction.ts';

/** Memory that was touched since threads last met. */
interface Touched {
  readonly memory: string;
  readonly begin: number;
  readonly end: number;
  readonly isWritten: boolean;
  /** Equal ways are the same thread's for each number: nobody needs to wait. */
  readonly way: string | undefined;
}

/**
 * Before which instructions all threads must meet: where one touches what another thread may have written, or may still
 * be reading, since they last met.
 */
export function barriersBefore(instructions: readonly Instruction[], arena: Arena): boolean[] {
  let since: Touched[] = [];
  return instructions.map((instruction) => {
    const now = [
      ...instruction.reads.map((access) => touched(access, false, instruction.isSingle, arena)),
      ...instruction.writes.map((access) => touched(access, true, instruction.isSingle, arena)),
    ].filter((part) => part !== undefined);
    const mustMeet = now.some((part) => since.some((earlier) => isInTheWay(part, earlier)));
    since = mustMeet ? now : [...since, ...now];
    return mustMeet;
  });
}

function touched(
  { storage, parts }: Access,
  isWritten: boolean,
  isSingle: boolean,
  { offsets }: Arena,
): Touched | undefined {
  if (storage.place === 'constants' || storage.place === 'input') return undefined;
  const begin = offsets.get(storage) ?? 0;
  const memory = storage.place === 'arena' ? 'arena' : `output ${storage.index}`;
  const way = isSingle ? 'single' : parts === undefined ? undefined : `${begin} ${storage.size} ${parts}`;
  return { memory, begin, end: begin + storage.size, isWritten, way };
}

const isInTheWay = (a: Touched, b: Touched) =>
  (a.isWritten || b.isWritten) &&
  a.memory === b.memory &&
  a.begin < b.end &&
  b.begin < a.end &&
  (a.way === undefined || a.way !== b.way);
