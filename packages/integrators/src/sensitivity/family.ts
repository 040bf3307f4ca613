import type { Gradient, System } from '../core/system.ts';

/** A system that may know how H changes with its parameters. */
export interface ParametricSystem extends System {
  /** Fills `out` with dH/d(parameter) at a state, in the order of the parameters' names, and returns it. */
  readonly dHdparameters?: Gradient;
}

/** Systems of one form: makes that of these named parameters, each a finite number. */
export type Family<Name extends string> = (parameters: Readonly<Record<Name, number>>) => ParametricSystem;

/** One parameter's systems around its value, for a difference of order four. */
export interface Around {
  readonly systems: readonly System[];
  /** What the gradients of each of them count. */
  readonly weights: readonly number[];
}

/** The systems of a family a little above and below each parameter; throws a RangeError for one that is not finite. */
export function around<Name extends string>(
  where: string,
  family: Family<Name>,
  parameters: Readonly<Record<Name, number>>,
): Around[] {
  return Object.entries<number>(parameters).map(([name, value]) => {
    if (!Number.isFinite(value)) {
      throw new RangeError(`${where}: parameters must be finite numbers, but got ${name}: ${value}`);
    }
    const h = 1e-3 * (value === 0 ? 1 : Math.abs(value));
    return {
      systems: [-2, -1, 1, 2].map((k) => family({ ...parameters, [name]: value + k * h })),
      weights: [1, -8, 8, -1].map((w) => w / (12 * h)),
    };
  });
}
