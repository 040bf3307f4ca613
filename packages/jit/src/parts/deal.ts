import { treeFlatten, treeUnflatten, type TreeStructure } from '@hgn/autodiff';
import type { Signature } from '../trace/trace.ts';

/** The leaves of an argument list (shared, parts, ...rest), dealt out. */
export interface Dealt<T> {
  readonly shared: readonly T[];
  readonly parts: readonly (readonly T[])[];
  readonly rest: readonly T[];
}

/** The forms of such an argument list. */
export interface DealtForms {
  readonly shared: TreeStructure;
  readonly parts: readonly TreeStructure[];
  readonly rest: readonly TreeStructure[];
}

/** Deals out what there is one of for each leaf. */
export function deal<T>(structure: TreeStructure, leaves: readonly T[]): Dealt<T> {
  const positions = treeUnflatten(structure, [...leaves.keys()]) as readonly [
    unknown,
    unknown[],
    ...unknown[],
  ];
  const [shared, parts, ...rest] = positions;
  const at = (tree: unknown): T[] => treeFlatten<number>(tree as number).leaves.map((index) => leaves[index]);
  return { shared: at(shared), parts: parts.map(at), rest: at(rest) };
}

/**
 * The forms of the arguments.
 *
 * @throws TypeError where the second argument is not a list of one part or more, all of the same form, shapes and types
 */
export function formsOf(structure: TreeStructure, signature: readonly Signature[]): DealtForms {
  const [shared, parts, ...rest] = structure as readonly TreeStructure[];
  if (!Array.isArray(parts) || parts.length === 0) {
    throw new TypeError(
      'jitInParts: the second argument must be a list of one part or more, but it is none; cut the data into parts',
    );
  }
  const all = deal(structure, signature).parts.map((own, i) => JSON.stringify([parts[i], own]));
  const other = all.findIndex((part) => part !== all[0]);
  if (other > 0) {
    throw new TypeError(
      `jitInParts: all parts must have the same form, shapes and types, but part ${other} differs from part 0; cut the data into equal parts`,
    );
  }
  return { shared, parts: parts as readonly TreeStructure[], rest };
}
