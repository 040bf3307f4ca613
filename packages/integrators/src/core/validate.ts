import { UnsupportedSystemError } from './errors.ts';
import type { Method } from './method.ts';
import { readsTime, type Gradient, type State, type System } from './system.ts';

const general =
  'implicitMidpoint, gaussLegendre4, gaussLegendre6, stormerVerlet, tao2, tao4, rk4 or dormandPrince54';

/** Throws a RangeError, naming the function `where`, unless `value` is a whole number of at least `least`. */
export function requireInteger(where: string, name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${where}: ${name} must be an integer of at least ${least}, but got ${value}`);
  }
}

/** Throws a RangeError, naming the function `where`, unless `dt` is finite and not zero. */
export function requireTimeStep(where: string, dt: number): void {
  if (!Number.isFinite(dt) || dt === 0) {
    throw new RangeError(`${where}: dt must be a finite number other than 0, but got ${dt}`);
  }
}

function requireFinite(where: string, name: string, x: Float64Array, hint = ''): void {
  const i = x.findIndex((value) => !Number.isFinite(value));
  if (i >= 0)
    throw new RangeError(`${where}: ${name} must be finite, but got ${name}[${i}] = ${x[i]}${hint}`);
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
  method: Method,
  system: { separable: boolean; quadraticKinetic?: boolean },
): void {
  if (method.requires === 'separable' && !system.separable) {
    throw new UnsupportedSystemError(
      `${where}: ${method.name} needs a separable H = V(q) + K(p), but got separable: ${system.separable}; use ${general}`,
    );
  }
  if (method.requiresQuadraticKinetic && system.quadraticKinetic !== true) {
    throw new UnsupportedSystemError(
      `${where}: ${method.name} needs K = p^T M^-1 p / 2, but got quadraticKinetic: ${system.quadraticKinetic}; declare quadraticKinetic: true if it is so, or use blanesMoan4, blanesMoan6 or yoshida6`,
    );
  }
}

/**
 * Evaluates both gradients at the start and throws where they return something other than `out` filled with
 * finite numbers, or where they belie what the system declares and the method relies on.
 */
export function requireGradients(
  where: string,
  method: Method,
  system: System,
  { q, p }: State,
  t: number,
): void {
  const n = q.length;
  const evaluate = (name: 'dHdq' | 'dHdp', atQ: Float64Array, atP: Float64Array, time = t): Float64Array => {
    const out = new Float64Array(n).fill(NaN);
    const gradient: Gradient = system[name];
    const result: unknown = gradient.call(system, atQ, atP, out, readsTime(gradient) ? time : NaN);
    if (result !== out) {
      const got =
        result instanceof Float64Array ? `another array, of length ${result.length}` : typeof result;
      throw new TypeError(`${where}: ${name} must fill and return out (length ${n}), but it returned ${got}`);
    }
    return out;
  };
  const shifted = (x: Float64Array, by: number) =>
    x.map((value, i) => value + by * (1 + Math.abs(value) + i / n));
  const force = evaluate('dHdq', q.slice(), p.slice());
  const velocity = evaluate('dHdp', q.slice(), p.slice());
  const hint = ' (a gradient that reads the time must declare t as its fourth parameter, without a default)';
  requireFinite(where, 'dHdq', force, hint);
  requireFinite(where, 'dHdp', velocity, hint);
  if (method.requires === 'separable') {
    const force2 = evaluate('dHdq', q.slice(), shifted(p, 0.3));
    const velocity2 = evaluate('dHdp', shifted(q, 0.3), p.slice());
    if (force.some((f, i) => f !== force2[i]) || velocity.some((v, i) => v !== velocity2[i])) {
      throw new UnsupportedSystemError(
        `${where}: a separable H needs dHdq that ignores p and dHdp that ignores q, but one of them does not; declare separable: false and use ${general}`,
      );
    }
  }
  if (method.requiresQuadraticKinetic) {
    const up = evaluate('dHdp', q, shifted(p, 0.5));
    const down = evaluate('dHdp', q, shifted(p, -0.5));
    const later = evaluate('dHdp', q, p, t + 0.7);
    const size = Math.max(...up.map(Math.abs), ...down.map(Math.abs));
    if (velocity.some((v, i) => Math.abs(up[i] + down[i] - 2 * v) > 1e-9 * size || v !== later[i])) {
      throw new UnsupportedSystemError(
        `${where}: ${method.name} needs K = p^T M^-1 p / 2, but dHdp is not linear in p or changes with time; use blanesMoan4, blanesMoan6 or yoshida6`,
      );
    }
  }
}
