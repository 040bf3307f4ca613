import type { State, System } from '../../src/core/system.ts';
import { extrapolate } from './extrapolation.ts';

/** A system, a start on it, its energy, and the exact state at a time. */
export interface Problem {
  readonly name: string;
  readonly system: System;
  readonly energy?: (q: ArrayLike<number>, p: ArrayLike<number>) => number;
  readonly start: State;
  /** The state at time t, to about 1e-13. */
  readonly exact: (t: number) => State;
  /** Over which time convergence is measured, and the coarsest step of a second-order method. */
  readonly time: number;
  readonly dt: number;
}

/** A problem whose exact states are extrapolated, where they are not given. */
export function problem(fields: Omit<Problem, 'exact'> & { exact?: Problem['exact'] }): Problem {
  const { system, start } = fields;
  const known = new Map<number, State>();
  const exact = (t: number) => {
    const state = known.get(t) ?? extrapolate(system, start, t);
    known.set(t, state);
    return state;
  };
  return { exact, ...fields };
}

const at = (...values: number[]) => Float64Array.from(values);

/** H = p^2 / (2 m) + k q^2 / 2, with a mass and a stiffness that are not 1. */
export const oscillator = (() => {
  const [m, k] = [0.37, 2.9];
  const w = Math.sqrt(k / m);
  const [q0, p0] = [0.8, -0.3];
  return problem({
    name: 'oscillator of mass 0.37 and stiffness 2.9',
    system: {
      separable: true,
      quadraticKinetic: true,
      dHdq: (q, _p, out) => ((out[0] = k * q[0]), out),
      dHdp: (_q, p, out) => ((out[0] = p[0] / m), out),
    },
    energy: (q, p) => p[0] ** 2 / (2 * m) + (k * q[0] ** 2) / 2,
    start: { q: at(q0), p: at(p0) },
    exact: (t) => ({
      q: at(q0 * Math.cos(w * t) + (p0 / (m * w)) * Math.sin(w * t)),
      p: at(p0 * Math.cos(w * t) - m * w * q0 * Math.sin(w * t)),
    }),
    time: 3,
    dt: 0.1,
  });
})();

/** H = p^2 / (2 m l^2) + m g l (1 - cos q), with m = 0.5 and g = 3. */
export const pendulum = problem({
  name: 'pendulum',
  system: {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out) => ((out[0] = 1.5 * Math.sin(q[0])), out),
    dHdp: (_q, p, out) => ((out[0] = p[0] / 0.5), out),
  },
  energy: (q, p) => p[0] ** 2 + 1.5 * (1 - Math.cos(q[0])),
  start: { q: at(1.2), p: at(0.4) },
  time: 4,
  dt: 0.2,
});

/** A small swing of the pendulum for a long time: nearly a sine, of which methods of high order see the leading term. */
export const smallSwing = problem({
  name: 'small swing of the pendulum',
  system: pendulum.system,
  start: { q: at(0.3), p: at(0.1) },
  time: 24,
  dt: 0.5,
});

/**
 * Kepler's problem of eccentricity 0.6 and reduced mass 0.8, on the way in: a passage of
 * the pericentre, being nearly symmetric, would cancel most of the leading errors of odd order.
 */
export const kepler = (() => {
  const [mass, eccentricity] = [0.8, 0.6];
  const stateAt = (t: number) => {
    // Kepler's equation E - e sin E = t, the semi-major axis and the period / 2 pi being 1.
    let anomaly = t;
    for (let i = 0; i < 50; i++) {
      anomaly -= (anomaly - eccentricity * Math.sin(anomaly) - t) / (1 - eccentricity * Math.cos(anomaly));
    }
    const minor = Math.sqrt(1 - eccentricity ** 2);
    const rate = 1 / (1 - eccentricity * Math.cos(anomaly));
    return {
      q: at(Math.cos(anomaly) - eccentricity, minor * Math.sin(anomaly)),
      p: at(-mass * Math.sin(anomaly) * rate, mass * minor * Math.cos(anomaly) * rate),
    };
  };
  return problem({
    name: 'Kepler orbit of eccentricity 0.6',
    system: {
      separable: true,
      quadraticKinetic: true,
      dHdq: (q, _p, out) => {
        const r = Math.hypot(q[0], q[1]);
        out[0] = (mass * q[0]) / r ** 3;
        out[1] = (mass * q[1]) / r ** 3;
        return out;
      },
      dHdp: (_q, p, out) => ((out[0] = p[0] / mass), (out[1] = p[1] / mass), out),
    },
    energy: (q, p) => (p[0] ** 2 + p[1] ** 2) / (2 * mass) - mass / Math.hypot(q[0], q[1]),
    start: stateAt(-1.5),
    exact: (t) => stateAt(t - 1.5),
    time: 1.5,
    dt: 0.05,
  });
})();

/** The Henon-Heiles system at energy 0.0755, where its orbits are regular, with masses 1 and 1.6. */
export const henonHeiles = problem({
  name: 'Henon-Heiles system',
  system: {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out) => {
      out[0] = q[0] + 2 * q[0] * q[1];
      out[1] = q[1] + q[0] ** 2 - q[1] ** 2;
      return out;
    },
    dHdp: (_q, p, out) => ((out[0] = p[0]), (out[1] = p[1] / 1.6), out),
  },
  energy: (q, p) =>
    p[0] ** 2 / 2 + p[1] ** 2 / 3.2 + (q[0] ** 2 + q[1] ** 2) / 2 + q[0] ** 2 * q[1] - q[1] ** 3 / 3,
  start: { q: at(0.12, 0.2), p: at(0.3, -0.1) },
  time: 5,
  dt: 0.25,
});

/** H = sqrt(1 + p^2) + 2.3 q^2 / 2 + cos q: a relativistic particle, whose velocity is not linear in p. */
export const relativistic = problem({
  name: 'relativistic particle, K = sqrt(1 + p^2)',
  system: {
    separable: true,
    dHdq: (q, _p, out) => ((out[0] = 2.3 * q[0] - Math.sin(q[0])), out),
    dHdp: (_q, p, out) => ((out[0] = p[0] / Math.sqrt(1 + p[0] ** 2)), out),
  },
  energy: (q, p) => Math.sqrt(1 + p[0] ** 2) + (2.3 * q[0] ** 2) / 2 + Math.cos(q[0]),
  start: { q: at(0.9), p: at(1.1) },
  time: 8,
  dt: 0.2,
});

/** A double pendulum of bobs 0.7 and 1.1 on rods 0.9 and 0.6: not separable. */
export const doublePendulum = (() => {
  const [m1, m2, l1, l2, g] = [0.7, 1.1, 0.9, 0.6, 3];
  const parts = (q: ArrayLike<number>, p: ArrayLike<number>) => {
    const c = Math.cos(q[0] - q[1]);
    const s = Math.sin(q[0] - q[1]);
    const top =
      m2 * l2 ** 2 * p[0] ** 2 + (m1 + m2) * l1 ** 2 * p[1] ** 2 - 2 * m2 * l1 * l2 * p[0] * p[1] * c;
    const bottom = 2 * m2 * l1 ** 2 * l2 ** 2 * (m1 + m2 * s ** 2);
    return { c, s, top, bottom };
  };
  return problem({
    name: 'double pendulum',
    system: {
      separable: false,
      dHdq: (q, p, out) => {
        const { c, s, top, bottom } = parts(q, p);
        const dTop = 2 * m2 * l1 * l2 * p[0] * p[1] * s;
        const dBottom = 2 * m2 * l1 ** 2 * l2 ** 2 * 2 * m2 * s * c;
        const dT = (dTop * bottom - top * dBottom) / bottom ** 2;
        out[0] = dT + (m1 + m2) * g * l1 * Math.sin(q[0]);
        out[1] = -dT + m2 * g * l2 * Math.sin(q[1]);
        return out;
      },
      dHdp: (q, p, out) => {
        const { c, bottom } = parts(q, p);
        out[0] = (2 * m2 * l2 ** 2 * p[0] - 2 * m2 * l1 * l2 * p[1] * c) / bottom;
        out[1] = (2 * (m1 + m2) * l1 ** 2 * p[1] - 2 * m2 * l1 * l2 * p[0] * c) / bottom;
        return out;
      },
    },
    energy: (q, p) => {
      const { top, bottom } = parts(q, p);
      return top / bottom - (m1 + m2) * g * l1 * Math.cos(q[0]) - m2 * g * l2 * Math.cos(q[1]);
    },
    start: { q: at(0.7, -0.4), p: at(0.2, 0.3) },
    time: 1.5,
    dt: 0.1,
  });
})();

/** The problems that every method for separable H is run on. */
export const separableProblems = [oscillator, pendulum, kepler, henonHeiles, relativistic];

/** A pendulum of mass 0.5 pushed by a force 0.8 cos(1.7 t): the potential depends on time. */
export const forcedPendulum = problem({
  name: 'forced pendulum',
  system: {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out, t) => ((out[0] = 1.5 * Math.sin(q[0]) - 0.8 * Math.cos(1.7 * t)), out),
    dHdp: (_q, p, out) => ((out[0] = p[0] / 0.5), out),
  },
  start: { q: at(1.2), p: at(0.4) },
  time: 3,
  dt: 0.15,
});

/** An oscillator whose mass and stiffness both depend on time. */
export const parametricOscillator = problem({
  name: 'oscillator of changing mass and stiffness',
  system: {
    separable: true,
    dHdq: (q, _p, out, t) => ((out[0] = 2 * (1 + 0.4 * Math.cos(1.3 * t)) * q[0]), out),
    dHdp: (_q, p, out, t) => ((out[0] = (1 + 0.3 * Math.sin(0.9 * t)) * p[0]), out),
  },
  start: { q: at(0.8), p: at(-0.3) },
  time: 3,
  dt: 0.15,
});

/** The problems with a time-dependent H; energy is not conserved on them. */
export const drivenProblems = [forcedPendulum, parametricOscillator];
