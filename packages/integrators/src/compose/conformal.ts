import { isFiniteState } from '../core/finite.ts';
import type { Method } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import type { System } from '../core/system.ts';
import { requireFixedSteps } from '../core/validate.ts';
import type { GenericCarry, GenericContext, GenericState } from '../vectorSpace/types.ts';

/**
 * A method for dp/dt = -dH/dq - damping * p: half of the exact decay of p, a step of `method`, the other half.
 *
 * The order is 2 at most, whatever the method's; a reversible one can be raised with `compose`. The two-form shrinks
 * by exactly exp(-damping dt) per degree of freedom, as it does in the flow (a conformally symplectic map), so the
 * rate of decay is right at any step. Throws a RangeError for a damping that is not finite and a TypeError for an
 * adaptive method. Source: R. McLachlan, M. Perlmutter, J. Geom. Phys. 39 (2001) 276,
 * doi:10.1016/S0393-0440(01)00020-1.
 *
 * @example
 * ```ts
 * import { integrate, leapfrog } from '@hgn/integrators';
 * import { conformal } from '@hgn/integrators/systems';
 * const spring = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = 2 * q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0] / 0.5), out),
 * };
 * const damped = conformal(leapfrog, { damping: 0.3 });
 * const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
 * const { q } = integrate(damped, spring, start, { dt: 0.1, steps: 200 });
 * console.log(Math.abs(q[200]) < 0.1); // true
 * ```
 */
export function conformal(method: Method, { damping }: { readonly damping: number }): Method {
  if (!Number.isFinite(damping)) {
    throw new RangeError(`conformal: damping must be a finite number, but got ${damping}`);
  }
  requireFixedSteps('conformal', method);
  const rest: { -readonly [K in keyof Method]: Method[K] } = { ...method };
  delete rest.splitting;
  delete rest.tableau;
  // The decay changes p alone, so a force that one step hands to the next stays right, and a velocity does not.
  const keepsCarry = method.splitting?.first === 'kick';
  return {
    ...rest,
    name: `conformal ${method.name}`,
    order: Math.min(2, method.order),
    symplectic: damping === 0 && method.symplectic,
    stepper: (system, n, options) =>
      conformalStepper(method.stepper(system, n, options), damping, keepsCarry),
    genericStep: <T, S>(
      context: GenericContext<T, S>,
      { q, p }: GenericState<T>,
      step: number,
      carry: GenericCarry<T>,
    ) => {
      const { space } = context;
      const half = context.exponential(-damping / 2);
      if (!keepsCarry) delete carry.reused;
      const state = method.genericStep(context, { q, p: space.scale(half, p) }, step, carry);
      return { q: state.q, p: space.scale(half, state.p) };
    },
  };
}

function conformalStepper(stepper: Stepper, damping: number, keepsCarry: boolean): Stepper {
  return {
    advance(q, p, start, dt, first, count) {
      const half = Math.exp((-damping * dt) / 2);
      for (let k = 0; k < count; k++) {
        if (!keepsCarry) stepper.reset();
        for (let i = 0; i < p.length; i++) p[i] *= half;
        // The same numbers in every call, so that they are boxed but once.
        if (stepper.advance(q, p, start, dt, first + k, 1) < 1) return k;
        for (let i = 0; i < p.length; i++) p[i] *= half;
        if (!isFiniteState(q, p)) return k;
      }
      return count;
    },
    reset: () => {
      stepper.reset();
    },
  };
}

/**
 * The system with friction, dp/dt = -dH/dq - damping * p, for the methods for a general H: the reference methods,
 * say, to compare `conformal` with.
 *
 * @example
 * ```ts
 * import { integrate, methods } from '@hgn/integrators';
 * import { withDamping } from '@hgn/integrators/systems';
 * const spring = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = 2 * q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0] / 0.5), out),
 * };
 * const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
 * const { q } = integrate(methods.rk4, withDamping(spring, { damping: 0.3 }), start, { dt: 0.1, steps: 200 });
 * console.log(Math.abs(q[200]) < 0.1); // true
 * ```
 */
export function withDamping(system: System, { damping }: { readonly damping: number }): System {
  return {
    separable: false,
    dHdq: (q, p, out, t) => {
      system.dHdq(q, p, out, t);
      for (let i = 0; i < out.length; i++) out[i] += damping * p[i];
      return out;
    },
    dHdp: (q, p, out, t) => system.dHdp(q, p, out, t),
  };
}
