import { coverage, edgeSteepness } from './discs.ts';

/** Further out than this a disc covers less than 1/1024 of a pixel: under a quarter of a grey level. */
export const reach = Math.log(1023) / edgeSteepness;

/** Deeper inside than this it covers all but 3e-6 of a pixel. */
const inside = 0.16;
const entries = 4096;

/** Entries of the table per unit of depth. */
export const perUnit = entries / (reach + inside);

const table = Float64Array.from({ length: entries + 1 }, (_, i) => coverage(i / perUnit - reach));

/** How much of a pixel is covered in the middle of each entry of the table. */
export const coverageOfEntries = Float64Array.from({ length: entries }, (_, i) =>
  coverage((i + 0.5) / perUnit - reach),
);

/** How much of a pixel is covered at place `at` of the table, in entries from depth -`reach`; within 5e-7. */
export function tabulatedCoverage(at: number): number {
  if (at >= entries) return 1;
  const i = at | 0;
  return table[i] + (at - i) * (table[i + 1] - table[i]);
}
