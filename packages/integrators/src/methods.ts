import { implicitMidpoint } from './implicit/methods.ts';
import { euler, explicitMidpoint, rk4 } from './rungeKutta/methods.ts';
import { leapfrog, symplecticEuler, symplecticEulerPositionFirst, yoshida4 } from './splitting/methods.ts';

/** Every method, by name: the table that the tests, the documentation and the benchmarks go through. */
export const methods = {
  euler,
  explicitMidpoint,
  rk4,
  symplecticEuler,
  symplecticEulerPositionFirst,
  leapfrog,
  yoshida4,
  implicitMidpoint,
} as const;

/** The name of a method in the table. */
export type MethodName = keyof typeof methods;
