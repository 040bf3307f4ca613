import { UnsupportedSystemError } from '../core/errors.ts';
import type { GenericStep } from './types.ts';

/** The generic step of a method that has none, which says so. */
export const float64Only =
  (name: string, instead = 'leapfrog'): GenericStep =>
  () => {
    throw new UnsupportedSystemError(`integrateIn: ${name} steps float64 states alone; use ${instead}`);
  };
