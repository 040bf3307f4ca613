import { integrate, type Method, type SolverOptions, type System } from '@hgn/integrators';

/** What a run over some orbits cost, and how far from the truth it came. */
export interface Outcome {
  /** How often the right-hand side was evaluated: dHdq, and dHdp with it. */
  readonly evaluations: number;
  /** The largest error of a position after the last orbit, at which the truth is the start. */
  readonly error: number;
  /** The largest error of the energy in all of the run. */
  readonly energy: number;
  readonly seconds: number;
}

/** A Kepler orbit of semi-major axis 1 and period 2 pi, followed from its apocentre. */
export const orbit = { eccentricity: 0.6, mass: 0.8 };

/** Follows the orbit by one of our methods; an adaptive one takes its tolerances from `options`. */
export function follow(
  method: Method,
  orbits: number,
  stepsPerOrbit: number,
  options: SolverOptions = {},
): Outcome {
  const { eccentricity, mass } = orbit;
  let evaluations = 0;
  const system: System = {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out) => {
      evaluations++;
      const cube = (q[0] * q[0] + q[1] * q[1]) ** 1.5;
      out[0] = (mass * q[0]) / cube;
      out[1] = (mass * q[1]) / cube;
      return out;
    },
    dHdp: (_q, p, out) => ((out[0] = p[0] / mass), (out[1] = p[1] / mass), out),
  };
  const energyOf = (q: Float64Array, p: Float64Array, at: number) =>
    (p[at] ** 2 + p[at + 1] ** 2) / (2 * mass) - mass / Math.hypot(q[at], q[at + 1]);
  const state = {
    q: Float64Array.of(-1 - eccentricity, 0),
    p: Float64Array.of(0, -mass * Math.sqrt((1 - eccentricity) / (1 + eccentricity))),
  };
  const before = performance.now();
  const { q, p } = integrate(method, system, state, {
    dt: (2 * Math.PI) / stepsPerOrbit,
    steps: orbits * stepsPerOrbit,
    ...options,
  });
  const seconds = (performance.now() - before) / 1000;
  let energy = 0;
  for (let at = 2; at < q.length; at += 2) {
    energy = Math.max(energy, Math.abs(energyOf(q, p, at) - energyOf(q, p, 0)));
  }
  const error = Math.max(...[0, 1].map((i) => Math.abs(q[q.length - 2 + i] - q[i])));
  return { evaluations, error, energy, seconds };
}
