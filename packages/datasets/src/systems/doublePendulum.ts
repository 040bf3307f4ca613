import { annulusPoint } from './annulus.ts';
import { discRadius, type System } from './system.ts';

/**
 * Two bobs on rigid rods, the second hanging from the first; q are the angles from the vertical, d = q1 - q2:
 *
 * H = (m2 l2^2 p1^2 + (m1 + m2) l1^2 p2^2 - 2 m2 l1 l2 p1 p2 cos d) / (2 m2 l1^2 l2^2 (m1 + m2 sin^2 d))
 *     + g (m1 + m2) l1 (1 - cos q1) + g m2 l2 (1 - cos q2).
 *
 * Not separable and chaotic. Initial states: (q1, p1) and (q2, p2) each have a uniform angle and
 * a radius r.
 * @example
 * const { coordinates } = doublePendulum.hamiltonian({ mass1: 1, mass2: 1, length1: 1, length2: 1, gravity: 3 });
 */
export const doublePendulum: System = {
  name: 'double-pendulum',
  summary: 'two point masses on rigid rods, the second hanging from the first',
  parameters: { mass1: 'm1', mass2: 'm2', length1: 'l1', length2: 'l2', gravity: 'g', friction: 'f' },
  hamiltonian({ mass1, mass2, length1, length2, gravity }) {
    const a = mass2 * length2 * length2;
    const b = (mass1 + mass2) * length1 * length1;
    const c = mass2 * length1 * length2;
    const scale = 2 * mass2 * (length1 * length2) ** 2;
    const depth1 = gravity * (mass1 + mass2) * length1;
    const depth2 = gravity * mass2 * length2;
    const denominator = (sine: number): number => scale * (mass1 + mass2 * sine * sine);
    const numerator = (p1: number, p2: number, cosine: number): number =>
      a * p1 * p1 + b * p2 * p2 - 2 * c * p1 * p2 * cosine;
    return {
      coordinates: 2,
      separable: false,
      energy: (q, p) =>
        numerator(p[0], p[1], Math.cos(q[0] - q[1])) / denominator(Math.sin(q[0] - q[1])) +
        depth1 * (1 - Math.cos(q[0])) +
        depth2 * (1 - Math.cos(q[1])),
      dHdq: (q, p, out) => {
        const sine = Math.sin(q[0] - q[1]);
        const cosine = Math.cos(q[0] - q[1]);
        const below = denominator(sine);
        const slope =
          (2 * c * p[0] * p[1] * sine -
            (numerator(p[0], p[1], cosine) / below) * scale * mass2 * 2 * sine * cosine) /
          below;
        out[0] = slope + depth1 * Math.sin(q[0]);
        out[1] = -slope + depth2 * Math.sin(q[1]);
        return out;
      },
      dHdp: (q, p, out) => {
        const cosine = Math.cos(q[0] - q[1]);
        const below = denominator(Math.sin(q[0] - q[1]));
        out[0] = (2 * (a * p[0] - c * p[1] * cosine)) / below;
        out[1] = (2 * (b * p[1] - c * p[0] * cosine)) / below;
        return out;
      },
    };
  },
  initialState(random, _parameters, initial) {
    const [q1, p1] = annulusPoint(random, initial);
    const [q2, p2] = annulusPoint(random, initial);
    return { q: Float64Array.of(q1, q2), p: Float64Array.of(p1, p2) };
  },
  scene: ({ mass1, mass2, length1, length2 }) => ({
    kind: 'discs',
    copies: 1,
    radii: [discRadius(mass1), discRadius(mass2)],
    positions: (q, start, out) => {
      out[0] = length1 * Math.sin(q[start]);
      out[1] = length1 * Math.cos(q[start]);
      out[2] = out[0] + length2 * Math.sin(q[start + 1]);
      out[3] = out[1] + length2 * Math.cos(q[start + 1]);
    },
  }),
};
