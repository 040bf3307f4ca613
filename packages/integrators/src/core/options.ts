import type { Method } from './method.ts';

/** The options that `SolverOptions` names. */
export const solverOptionNames = [
  'maximumIterations',
  'relativeTolerance',
  'absoluteTolerance',
  'initialStep',
  'maximumStep',
  'omega',
] as const;

/** Throws a RangeError for an omega that the method has no use for, or that is not a positive number. */
export function requireOmega(where: string, { name, doubled }: Method, omega: number | undefined): void {
  if (omega === undefined) return;
  if (doubled !== true) {
    throw new RangeError(
      `${where}: omega is for tao2 and tao4 alone, but got ${omega} for ${name}; leave it out`,
    );
  }
  if (!(omega > 0 && omega < Infinity)) {
    throw new RangeError(`${where}: omega must be a positive number, but got ${omega}`);
  }
}

/** Throws a TypeError for an option that there is none of, as a misspelt one is. */
export function requireOptions(where: string, options: object, known: readonly string[]): void {
  const name = Object.keys(options).find((key) => !known.includes(key));
  if (name !== undefined) {
    throw new TypeError(
      `${where}: options must be among ${known.join(', ')}, but got ${name}; correct its name`,
    );
  }
}
