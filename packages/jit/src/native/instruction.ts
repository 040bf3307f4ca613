import type { Storage, View } from './views.ts';

/** Instructions in the order of the executor's list. */
export const instructionNames = [
  'elementwise', 'product', 'pack', 'reduction', 'copy', 'fill', 'gather', 'gatherNd', 'scatterNd', 'cumulativeSum',
  'extremePlace', 'topK', 'transform',
] as const; // oxfmt-ignore

export type InstructionName = (typeof instructionNames)[number];

/** One word of a program: a number, a float, or where a value lies. */
export type Word =
  | number
  | { readonly float: number }
  | { readonly at: Storage | undefined; readonly offset: number };

/** What an instruction does to a storage. */
export interface Access {
  readonly storage: Storage;
  /**
   * How many equal parts the storage is worked on in, where each thread touches the parts with the numbers of its units
   * and no others; undefined where any thread may touch anything.
   */
  readonly parts?: number | undefined;
}

/** An instruction before its values have places. */
export interface Instruction {
  readonly name: InstructionName;
  readonly words: readonly Word[];
  readonly reads: readonly Access[];
  readonly writes: readonly Access[];
  /** Whether one thread does all of it, as sharing would cost more. */
  readonly isSingle: boolean;
}

export const addressOf = ({ storage, offset }: View): Word => ({ at: storage, offset });
export const noAddress: Word = { at: undefined, offset: 0 };
