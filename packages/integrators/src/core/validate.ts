import { UnsupportedSystemError } from './errors.ts';
import type { Method } from './method.ts';
import { readsTime, type State, type System } from './system.ts';

const general =
  'implicitMidpoint, gaussLegendre4, gaussLegendre6, stormerVerlet, tao2, tao4, rk4, dormandPrince54, tsitouras54 or dormandPrince853';
export const notNystrom = 'use blanesMoan4, blanesMoan6 or yoshida6';

/** Throws a RangeError, naming the function `where`, unless `value` is a whole number of at least `least`. */
export function requireInteger(where: string, name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${where}: ${name} must be an integer of at least ${least}, but got ${value}`);
  }
}

/** Throws a RangeError, naming the function `where`, unless `whole` is a multiple of `part`. */
export function requireDivisor(where: string, name: string, part: number, whole: number): void {
  requireInteger(where, name, part, 1);
  if (whole % part !== 0) {
    throw new RangeError(`${where}: ${name} must divide steps, but got ${part} and ${whole}`);
  }
}

/** Throws a RangeError, naming the function `where`, unless the weights sum to 1. */
export function requireUnitSum(where: string, name: string, weights: readonly number[]): void {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!(Math.abs(sum - 1) < 1e-12)) {
    throw new RangeError(`${where}: the ${name} must sum to 1, but sum to ${sum}`);
  }
}

/** Throws a TypeError, naming the function `where`, for a method that chooses its own steps. */
export function requireFixedSteps(where: string, method: Method): void {
  requireMethod(where, method);
  const { name, adaptive } = method;
  if (adaptive) {
    throw new TypeError(`${where}: the method must take fixed steps, but ${name} is adaptive; use rk4, say`);
  }
}

/** Throws a TypeError, naming the function `where`, for what is no method, as the name of one. */
export function requireMethod(where: string, method: unknown): void {
  if (typeof (method as Partial<Method> | undefined)?.stepper !== 'function') {
    throw new TypeError(
      `${where}: method must be a method, but got ${String(method)}; take methods.leapfrog`,
    );
  }
}

/** Throws a RangeError, naming the function `where`, unless `value` is finite and not zero. */
export function requireTimeStep(where: string, name: string, value: number): void {
  if (!Number.isFinite(value) || value === 0) {
    throw new RangeError(`${where}: ${name} must be a finite number other than 0, but got ${value}`);
  }
}

function requireFinite(where: string, name: string, x: Float64Array, hint = ''): void {
  const i = x.findIndex((value) => !Number.isFinite(value));
  if (i >= 0) {
    throw new RangeError(`${where}: ${name} must be finite, but got ${name}[${i}] = ${x[i]}${hint}`);
  }
}

/** Throws unless q and p are finite and of one length; returns that length. */
export function requireState(where: string, { q, p }: State): number {
  if (q.length !== p.length || q.length === 0) {
    throw new RangeError(
      `${where}: q and p must have the same length, at least 1, but got ${q.length} and ${p.length}`,
    );
  }
  requireFinite(where, 'q', q);
  requireFinite(where, 'p', p);
  return q.length;
}

/** Throws an UnsupportedSystemError unless the method can step a system with these declared properties. */
export function requireFit(
  where: string,
  { name, requires, requiresQuadraticKinetic }: Method,
  { separable, quadraticKinetic }: { separable: boolean; quadraticKinetic?: boolean },
): void {
  if (requires === 'separable' && !separable) {
    throw new UnsupportedSystemError(
      `${where}: ${name} needs a separable H = V(q) + K(p), but got separable: ${separable}; use ${general}`,
    );
  }
  if (requiresQuadraticKinetic && quadraticKinetic !== true) {
    throw new UnsupportedSystemError(
      `${where}: ${name} needs K = p^T M^-1 p / 2, but got quadraticKinetic: ${quadraticKinetic}; declare it true if so, or ${notNystrom}`,
    );
  }
}

/** A point away from x, by another length for each coordinate. */
export const shifted = (x: Float64Array, by: number): Float64Array =>
  x.map((value, i) => value + by * (1 + Math.abs(value) + i / x.length));

/** Whether two arrays differ in any number. */
export const differ = (x: Float64Array, y: Float64Array): boolean => x.some((value, i) => value !== y[i]);

/**
 * Throws unless the state is good, the method fits what the system declares, and both gradients at the start return
 * `out` filled with finite numbers and do not belie what the system declares; returns the number of coordinates. The
 * gradients are asked at the start time `t` and within `span` of it.
 */
export function requireProblem(
  where: string,
  method: Method,
  system: System,
  state: State,
  t: number,
  span = 1,
): number {
  requireMethod(where, method);
  const n = requireState(where, state);
  requireFit(where, method, system);
  const { q, p } = state;
  if (
    Math.abs(t) * Number.EPSILON > 1e-4 * Math.abs(span || t) &&
    (readsTime(system.dHdq) || readsTime(system.dHdp))
  ) {
    throw new RangeError(
      `${where}: startTime must be nearer to 0 where a gradient reads the time, but got ${t}; count time from another origin`,
    );
  }
  const evaluate = (name: 'dHdq' | 'dHdp', atQ = q, atP = p, time = t): Float64Array => {
    const out = new Float64Array(n).fill(NaN);
    // Copies, because a wrong gradient may write to what it is given.
    const result: unknown = system[name](atQ.slice(), atP.slice(), out, readsTime(system[name]) ? time : NaN);
    if (result !== out) {
      const got =
        result instanceof Float64Array ? `another array, of length ${result.length}` : typeof result;
      throw new TypeError(`${where}: ${name} must fill and return out (length ${n}), but it returned ${got}`);
    }
    return out;
  };
  const force = evaluate('dHdq');
  const velocity = evaluate('dHdp');
  const hint = ' (a gradient that reads the time must declare t as its fourth parameter)';
  requireFinite(where, 'dHdq', force, hint);
  requireFinite(where, 'dHdp', velocity, hint);
  if (
    method.requires === 'separable' &&
    (differ(force, evaluate('dHdq', q, shifted(p, 0.3))) ||
      differ(velocity, evaluate('dHdp', shifted(q, 0.3))))
  ) {
    throw new UnsupportedSystemError(
      `${where}: a separable H needs dHdq that ignores p and dHdp that ignores q, but one of them does not; declare separable: false and use ${general}`,
    );
  }
  method.verify?.(where, system, state, [t, t + 0.7 * span]);
  return n;
}
