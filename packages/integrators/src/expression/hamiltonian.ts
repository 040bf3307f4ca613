import type { Splitting } from '../core/stepper.ts';
import type { System } from '../core/system.ts';
import { requireInteger } from '../core/validate.ts';
import { mayCompile } from './code.ts';
import { gradientOf } from './evaluate.ts';
import { splittingFromText } from './splittingText.ts';
import { derivative, formulas, inOrder, type Expression, type Formulas } from './expression.ts';

/** How many coordinates a formula has, and whether code may be made of it. */
export interface HamiltonianOptions {
  readonly coordinates: number;
  /** `'interpret'`: never make code of text. `'where-allowed'` (unless told): do, but where a page's policy forbids it. */
  readonly compile?: 'where-allowed' | 'interpret';
}

/** A system that is known as formulas, which the Taylor method needs. */
export interface ExpressionSystem extends System {
  /** dq/dt and after it dp/dt. */
  readonly field: readonly Expression[];
  /** Whether it runs as compiled code; false where that is forbidden, and it is interpreted at about a tenth of the speed. */
  readonly compiled: boolean;
  /** What was asked of compiling: methods that make WebAssembly of formulas do so where that is allowed. */
  readonly compile: 'where-allowed' | 'interpret';
  /** What has been compiled of it, so that the next run need not. */
  readonly memory: Map<string, unknown>;
}

/** What `make` makes of a system, or made of it before under the same name. */
export function remembered<T>({ memory }: ExpressionSystem, name: string, make: () => T): T {
  if (!memory.has(name)) memory.set(name, make());
  return memory.get(name) as T;
}

/** What tells a splitting from others. */
export const keyOf = ({ first, weights }: Splitting): string => `${first} ${weights.join()}`;

/**
 * The system of a Hamiltonian that is written as a formula: gradients are derived symbolically, and whether it is
 * separable and its kinetic energy quadratic is read off.
 *
 * The gradients are straight code where text may be made into code, and interpreted where a Content-Security-Policy
 * forbids it (`compiled` says which). Throws a RangeError for coordinates that are no positive integer and for
 * constants that are not finite.
 *
 * @example
 * ```ts
 * import { hamiltonian, solve, taylor } from '@hgn/integrators';
 * const kepler = hamiltonian({ coordinates: 2 }, ({ q, p, sum, product, power }) =>
 *   sum(product(0.5, sum(power(p[0], 2), power(p[1], 2))), product(-1, power(sum(power(q[0], 2), power(q[1], 2)), -0.5))),
 * );
 * const start = { q: Float64Array.of(0.1, 0), p: Float64Array.of(0, Math.sqrt(19)) };
 * const { q } = solve(kepler, start, { time: 2 * Math.PI, method: taylor, relativeTolerance: 1e-16 });
 * console.log(Math.abs(q[q.length - 2] - 0.1) < 1e-11); // true
 * ```
 */
export function hamiltonian(
  { coordinates: n, compile = 'where-allowed' }: HamiltonianOptions,
  build: (f: Formulas) => Expression,
): ExpressionSystem {
  requireInteger('hamiltonian', 'coordinates', n, 1);
  const f = formulas(n);
  const h = build(f);
  const by = (x: Expression) => derivative(f, h, x);
  const [dHdq, dHdp] = [f.q.map(by), f.p.map(by)];
  const compiled = compile === 'where-allowed' && mayCompile();
  const reads = (roots: readonly Expression[], from: number, to: number, time = false) =>
    inOrder(roots).some(
      ({ operation, value }) =>
        (operation === 'coordinate' && value >= from && value < to) || (time && operation === 'time'),
    );
  const second = dHdp.flatMap((velocity) => f.p.map((x) => derivative(f, velocity, x)));
  const field = [...dHdp, ...dHdq.map(f.negative)];
  const gradients = { dHdq: gradientOf(dHdq, n, compiled), dHdp: gradientOf(dHdp, n, compiled) };
  return {
    separable: !reads(dHdq, n, 2 * n) && !reads(dHdp, 0, n),
    quadraticKinetic: !reads(second, 0, 2 * n, true) && !reads(dHdp, 0, n, true),
    ...gradients,
    splittingStepper(splitting) {
      // A copy of this system may have been given other gradients.
      if (!compiled || this.dHdq !== gradients.dHdq || this.dHdp !== gradients.dHdp) return undefined;
      return remembered(this, `loop ${keyOf(splitting)}`, () => splittingFromText(field, splitting))?.();
    },
    field,
    compiled,
    compile,
    memory: new Map(),
  };
}

/**
 * The system of any equations dq/dt and dp/dt that are written as formulas: with friction, say, or a force that has no
 * potential. It counts as not separable.
 *
 * @example
 * ```ts
 * import { solve, taylor, vectorField } from '@hgn/integrators';
 * const vanDerPol = vectorField({ coordinates: 1 }, ({ q, p, sum, product, power, negative }) => ({
 *   dq: [p[0]],
 *   dp: [sum(product(0.5, sum(1, negative(power(q[0], 2))), p[0]), negative(q[0]))],
 * }));
 * const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
 * console.log(solve(vanDerPol, start, { time: 30, method: taylor }).at(30).q.length); // 1
 * ```
 */
export function vectorField(
  { coordinates: n, compile = 'where-allowed' }: HamiltonianOptions,
  build: (f: Formulas) => { readonly dq: readonly Expression[]; readonly dp: readonly Expression[] },
): ExpressionSystem {
  requireInteger('vectorField', 'coordinates', n, 1);
  const f = formulas(n);
  const { dq, dp } = build(f);
  if (dq.length !== n || dp.length !== n) {
    throw new RangeError(
      `vectorField: dq and dp must have ${n} formulas each, but got ${dq.length} and ${dp.length}`,
    );
  }
  const compiled = compile === 'where-allowed' && mayCompile();
  return {
    separable: false,
    dHdq: gradientOf(dp.map(f.negative), n, compiled),
    dHdp: gradientOf(dq, n, compiled),
    field: [...dq, ...dp],
    compiled,
    compile,
    memory: new Map(),
  };
}
