import type { Method } from './method.ts';

/** The options that `SolverOptions` names, but for omega. */
export const solverOptionNames = [
  'maximumIterations',
  'relativeTolerance',
  'absoluteTolerance',
  'initialStep',
  'maximumStep',
] as const;

/**
 * Throws a TypeError for an option that there is none of, as a misspelt one is, or omega for a method without two
 * copies of the state.
 */
export function requireOptions(
  where: string,
  options: object,
  known: readonly string[],
  method?: Method,
): void {
  const all = method?.doubled === true ? [...known, 'omega'] : known;
  const name = Object.keys(options).find((key) => !all.includes(key));
  if (name !== undefined) {
    throw new TypeError(`${where}: options must be among ${all.join(', ')}, but got ${name}; correct it`);
  }
}
