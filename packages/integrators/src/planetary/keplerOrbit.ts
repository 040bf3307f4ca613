import { keplerFlow } from './keplerFlow.ts';

/**
 * The orbit of Kepler's problem r'' = -mu r / |r|^3 from a state `{ x, v }` that is not at the centre, in any number of
 * dimensions, as a function of time: bound, parabolic and unbound orbits alike.
 *
 * The function returned writes position and velocity at a time, counted from that state, into `x` and `v`. It costs
 * three to six evaluations of Kepler's equation, more only where an orbit all but falls into the centre. Source: R. H.
 * Battin, An Introduction to the Mathematics and Methods of Astrodynamics (1999) 4.5, doi:10.2514/4.861543.
 *
 * @example
 * ```ts
 * import { keplerOrbit } from '@hgn/integrators/systems';
 * const orbit = keplerOrbit({ x: Float64Array.of(1, 0), v: Float64Array.of(0, 1) }, 1);
 * const [x, v] = [new Float64Array(2), new Float64Array(2)];
 * orbit(Math.PI, x, v);
 * console.log(x[0].toFixed(6), v[1].toFixed(6)); // -1.000000 -1.000000
 * ```
 */
export function keplerOrbit(
  start: { readonly x: Float64Array; readonly v: Float64Array },
  mu: number,
): (time: number, x: Float64Array, v: Float64Array) => void {
  const [x0, v0] = [start.x.slice(), start.v.slice()];
  const flow = keplerFlow(x0.length);
  const muAndTime = Float64Array.of(mu, 0);
  return (time, x, v) => {
    x.set(x0);
    v.set(v0);
    muAndTime[1] = time;
    flow(x, v, 0, muAndTime);
  };
}
