import { arrays } from '../core/phase.ts';
import type { State, System } from '../core/system.ts';
import { requireState } from '../core/validate.ts';

/** Two bodies by what lies between them, and what else acts on that. */
export interface KustaanheimoStiefelOptions {
  /** The mass that goes with the distance: m1 m2 / (m1 + m2). */
  readonly mass: number;
  /** k in the attraction -k / |q|: G m1 m2. */
  readonly attraction: number;
  /** A further potential W(q), the tide of a third body, say, and its gradient, of which `out` is filled. */
  readonly perturbation?: {
    readonly potential: (q: Float64Array) => number;
    readonly dWdq: (q: Float64Array, out: Float64Array) => Float64Array;
  };
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
}

/** A regularised two-body problem: a system without a singularity, its start, and the way back. */
export interface Regularized {
  readonly system: System;
  readonly start: State;
  /** Position, momentum and time at a state of `system`. */
  readonly stateAt: (u: Float64Array, w: Float64Array) => State & { readonly t: number };
}

/**
 * Two attracting bodies regularised: H = |p|^2 / 2 m - k / |q| + W(q) becomes an oscillator in coordinates u with
 * |u|^2 = |q|, that passes a close encounter, or a collision, as smoothly as anything else.
 *
 * By Levi-Civita's transformation in two dimensions and Kustaanheimo and Stiefel's in three. The system has 3 or 5
 * coordinates (the last is minus the energy, whose momentum is minus the time), is separable with a quadratic kinetic
 * energy, and every splitting method steps it; its `dt` lasts dt |q|. Land on a time by `integrateUntil`, whose event is
 * `(u, w) => w[w.length - 1] + time`. Throws a RangeError for a state of other than two or three coordinates, or at q = 0.
 * Source: P. Kustaanheimo, E. Stiefel, J. Reine Angew. Math. 218 (1965) 204, doi:10.1515/crll.1965.218.204.
 *
 * @example
 * ```ts
 * import { integrateUntil, kahanLi6 } from '@hgn/integrators';
 * import { kustaanheimoStiefel } from '@hgn/integrators/systems';
 * // A fall into the centre from rest, and out again on the same side.
 * const fall = { q: Float64Array.of(1, 0), p: Float64Array.of(0, 0) };
 * const { system, start, stateAt } = kustaanheimoStiefel(fall, { mass: 1, attraction: 1 });
 * const period = 2 * Math.PI * 0.5 ** 1.5;
 * const event = { of: (u: Float64Array, w: Float64Array) => w[2] + period };
 * const { q, p } = integrateUntil(kahanLi6, system, start, event, { dt: 0.1, maximumSteps: 100 });
 * console.log(stateAt(q, p).q[0].toFixed(6)); // 1.000000
 * ```
 */
export function kustaanheimoStiefel(
  state: State,
  { mass, attraction, perturbation, startTime = 0 }: KustaanheimoStiefelOptions,
): Regularized {
  const where = 'kustaanheimoStiefel';
  const n = requireState(where, state);
  const r = Math.hypot(...state.q);
  if ((n !== 2 && n !== 3) || r === 0) {
    throw new RangeError(
      `${where}: q must be two or three coordinates other than 0, but got ${state.q.join(', ')}`,
    );
  }
  for (const [name, value] of Object.entries({ mass, attraction })) {
    if (!(value > 0)) throw new RangeError(`${where}: ${name} must be greater than 0, but got ${value}`);
  }
  const size = n === 2 ? 2 : 4;
  const [x, force] = arrays(2, n);
  const row = new Float64Array(4);
  /** out = L(u) w, where q = L(u) u. */
  const times = (u: Float64Array, w: Float64Array, out: Float64Array) => {
    out[0] = u[0] * w[0] - u[1] * w[1];
    out[1] = u[1] * w[0] + u[0] * w[1];
    if (n === 2) return;
    out[0] += u[3] * w[3] - u[2] * w[2];
    out[1] -= u[3] * w[2] + u[2] * w[3];
    out[2] = u[2] * w[0] + u[3] * w[1] + u[0] * w[2] + u[1] * w[3];
  };
  /** out = L(u)^T a, of which the first `size` numbers are filled. */
  const transposed = (u: Float64Array, a: Float64Array, out: Float64Array) => {
    out[0] = u[0] * a[0] + u[1] * a[1];
    out[1] = u[0] * a[1] - u[1] * a[0];
    if (n === 2) return;
    out[0] += u[2] * a[2];
    out[1] += u[3] * a[2];
    out[2] = u[0] * a[2] - u[2] * a[0] - u[3] * a[1];
    out[3] = u[3] * a[0] - u[2] * a[1] + u[1] * a[2];
  };
  const squared = (u: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += u[i] * u[i];
    return sum;
  };

  // One of the u that q has; there is a circle of them in three dimensions.
  const u = new Float64Array(size + 1);
  const [a, b, c = 0] = state.q;
  if (a >= 0) {
    u[0] = Math.sqrt((r + a) / 2);
    u[1] = b / (2 * u[0]);
    if (n === 3) u[2] = c / (2 * u[0]);
  } else {
    u[1] = Math.sqrt((r - a) / 2);
    u[0] = b / (2 * u[1]);
    if (n === 3) u[3] = c / (2 * u[1]);
  }
  const w = new Float64Array(size + 1);
  transposed(u, state.p, w);
  for (let i = 0; i < size; i++) w[i] *= 2;
  const kinetic = state.p.reduce((sum, p) => sum + p * p, 0) / (2 * mass);
  u[size] = attraction / r - kinetic - (perturbation?.potential(state.q) ?? 0);
  w[size] = -startTime;

  return {
    start: { q: u, p: w },
    system: {
      separable: true,
      quadraticKinetic: true,
      // |w|^2 / 8 m - k + |u|^2 (W + u_t), which is |q| (H - energy).
      dHdq(at, _p, out) {
        const square = squared(at);
        let depth = at[size];
        row.fill(0);
        if (perturbation !== undefined) {
          times(at, at, x);
          depth += perturbation.potential(x);
          transposed(at, perturbation.dWdq(x, force), row);
        }
        for (let i = 0; i < size; i++) out[i] = 2 * (depth * at[i] + square * row[i]);
        out[size] = square;
        return out;
      },
      dHdp(_q, at, out) {
        for (let i = 0; i < size; i++) out[i] = at[i] / (4 * mass);
        out[size] = 0;
        return out;
      },
    },
    stateAt: (at, momenta) => {
      const [q, p] = arrays(2, n);
      times(at, at, q);
      times(at, momenta, p);
      const square = squared(at);
      for (let i = 0; i < n; i++) p[i] /= 2 * square;
      return { q, p, t: -momenta[size] };
    },
  };
}
