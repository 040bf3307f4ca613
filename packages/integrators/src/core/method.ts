import type { Splitting, Stepper } from './stepper.ts';
import type { AdaptiveStepping } from '../adaptive/adaptiveStepping.ts';
import type { State, System } from './system.ts';
import type { GenericStep } from '../vectorSpace/types.ts';

/** How implicit, adaptive and doubled methods work; the others ignore it but for `omega`. */
export interface SolverOptions {
  /** Implicit: fixed-point iterations, and after them Newton iterations, before giving up; 50 unless told. */
  readonly maximumIterations?: number;
  /** Adaptive: the error allowed per step relative to the coordinate; 1e-9 unless told. */
  readonly relativeTolerance?: number;
  /** Adaptive: the error allowed per step beside the relative one; 1e-12 unless told. */
  readonly absoluteTolerance?: number;
  /** Adaptive: the length of the first step; estimated unless told. */
  readonly initialStep?: number;
  /** Adaptive: the greatest length of a step; unbounded unless told. */
  readonly maximumStep?: number;
  /** Doubled phase space (`tao2`, `tao4`): how strongly the copies are bound; refused by all other methods. */
  readonly omega?: number;
}

/** What a stepper is told: the options of a solver, and how far it will be asked to go. */
export interface StepperOptions extends SolverOptions {
  /** How long a time is spanned in all: adaptive methods ask no gradient beyond it. Unbounded unless told. */
  readonly span?: number;
  /** Whether what rounding takes from the state in one step is to be added in the next. */
  readonly compensated?: boolean;
}

/** What a method is and what it needs: plain data, and the two ways of stepping it. */
export interface Method {
  /** Its key in `methods`. */
  readonly name: string;
  /** The global error shrinks as dt to this power. */
  readonly order: number;
  /** `'separable'`: steps only H = V(q) + K(p); `'general'`: steps every H(q, p). */
  readonly requires: 'separable' | 'general';
  /** The map of one step preserves the canonical two-form. */
  readonly symplectic: boolean;
  /** A step by dt, then one by -dt, is the identity. */
  readonly reversible: boolean;
  /** A step by dt, then one by -dt, is the identity to the last bit. */
  readonly bitReversible?: boolean;
  /** Chooses its own steps; `dt` is then the interval between outputs. */
  readonly adaptive: boolean;
  /** Symplectic and reversible in a phase space with two copies of q and p, of which one is returned. */
  readonly doubled?: boolean;
  /** Keeps its order only where dH/dp is linear in p, K = p^T M^-1 p / 2. */
  readonly requiresQuadraticKinetic: boolean;
  /** Solves equations in every step. */
  readonly implicit: boolean;
  /** Gradient evaluations per step in a long run; for an implicit method, per iteration of its solver. */
  readonly evaluations: { readonly dHdq: number; readonly dHdp: number };
  /** Where it comes from: paper and DOI. */
  readonly source: string;
  /** The alternating weights of a splitting method, absent in the others. */
  readonly splitting?: Splitting;
  /** The Butcher tableau of a Runge-Kutta method, absent in the others. */
  readonly tableau?: Tableau;
  /** Throws where a system, probed at a state and two times, belies what the method requires of it. */
  readonly verify?: (where: string, system: System, state: State, times: readonly [number, number]) => void;
  /** Makes the work arrays for a system of `n` coordinates. */
  readonly stepper: (system: System, n: number, options?: StepperOptions) => Stepper;
  /** The steps of an adaptive method as they come, absent in the others. */
  readonly stepping?: (system: System, n: number, options: StepperOptions) => AdaptiveStepping;
  /** One step over any vector space. */
  readonly genericStep: GenericStep;
}

/** A Butcher tableau: stage i stands at time c[i] and is reached with row a[i] of weights; b are those of the step. */
export interface Tableau {
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly c: readonly number[];
}

/** A method for a general H that is nothing more than `fields` say: explicit, of fixed steps, not symplectic. */
export const generalMethod = (
  fields: Pick<Method, 'name' | 'order' | 'evaluations' | 'source' | 'stepper' | 'genericStep'> &
    Partial<Method>,
): Method => ({
  requires: 'general',
  symplectic: false,
  reversible: false,
  adaptive: false,
  requiresQuadraticKinetic: false,
  implicit: false,
  ...fields,
});
