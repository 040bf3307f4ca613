import { member, number, type Field } from './fields.ts';
import type { Range } from './types.ts';

/** A range, from the smaller to the larger. */
export function range(field: Field): Range {
  const minimum = number(member(field, 'minimum'));
  const rule = `a number of at least ${minimum}`;
  return { minimum, maximum: number(member(field, 'maximum'), rule, (value) => value >= minimum) };
}
