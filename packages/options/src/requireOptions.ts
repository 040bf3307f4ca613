import { nearest } from './nearest.ts';

/** Every name that an options type has: a name that is missing here does not compile. */
export type OptionNames<Options> = Readonly<Record<Options extends unknown ? keyof Options : never, true>>;

/**
 * Throws a TypeError where options are no object, or hold a name that there is none of, as a misspelt one is: with the
 * name that was probably meant. Meant for the first line of a function that takes options; takes microseconds.
 *
 * @param caller the function's name, with which the message begins
 * @param options what it was given
 * @param known every name that it takes
 * @throws TypeError for anything else
 * @example
 * const roll = (options: { steps: number; dt?: number }) => {
 *   requireOptions('roll', options, { steps: true, dt: true });
 *   return options.steps;
 * };
 * console.log(roll({ steps: 3 })); // and { stpes: 3 } is an error: did you mean steps?
 */
export function requireOptions<Options extends object>(
  caller: string,
  options: Options,
  known: OptionNames<Options>,
): void {
  const names = Object.keys(known);
  if (typeof options !== 'object' || (options as unknown) === null) {
    const got =
      typeof options === 'object' ? 'null' : typeof options === 'undefined' ? 'none' : typeof options;
    throw new TypeError(`${caller}: options must be an object with ${names.join(', ')}, but got ${got}`);
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  const close = nearest(unknown, names);
  const advice = close === undefined ? 'leave it out' : `did you mean ${close}?`;
  throw new TypeError(`${caller}: options must be among ${names.join(', ')}, but got ${unknown}; ${advice}`);
}

/**
 * Those of `options` that another function takes, to hand them on: that one would refuse the others.
 *
 * @example
 * const options = { steps: 10, engine: 'auto' };
 * console.log(pickOptions<{ engine: string }>(options, { engine: true })); // { engine: 'auto' }
 */
export function pickOptions<Options extends object>(options: Options, known: OptionNames<Options>): Options {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => Object.hasOwn(known, name)),
  ) as Options;
}
