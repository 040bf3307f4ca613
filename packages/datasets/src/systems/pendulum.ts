import { annulusPoint } from './annulus.ts';
import { discRadius, type System } from './system.ts';

/**
 * A bob on a rigid rod, hanging straight down at q = 0: H = p^2 / (2 m l^2) + c m g l (1 - cos q).
 *
 * `potentialFactor` c is 1 in mechanics and in the DeepMind suite. The HGN paper and the data of Hamiltonian
 * Neural Networks (Greydanus et al. 2019) use 3 (1 - cos q) + p^2, which is c = 2 with m = 0.5, l = 1, g = 3.
 * Initial states lie on a circle of radius r in the plane (q, p), with a uniform angle.
 * @example
 * const { energy } = pendulum.hamiltonian({ mass: 0.5, length: 1, gravity: 3, potentialFactor: 2 });
 * energy(Float64Array.of(Math.PI), Float64Array.of(1)); // 7
 */
export const pendulum: System = {
  name: 'pendulum',
  summary: 'pendulum: H = p^2 / (2 m l^2) + c m g l (1 - cos q)',
  parameters: { mass: 'm', length: 'l', gravity: 'g', potentialFactor: 'c', friction: 'f' },
  hamiltonian({ mass, length, gravity, potentialFactor = 1 }) {
    const inertia = mass * length * length;
    const depth = potentialFactor * mass * gravity * length;
    return {
      coordinates: 1,
      separable: true,
      energy: (q, p) => (p[0] * p[0]) / (2 * inertia) + depth * (1 - Math.cos(q[0])),
      dHdq: (q, _p, out) => ((out[0] = depth * Math.sin(q[0])), out),
      dHdp: (_q, p, out) => ((out[0] = p[0] / inertia), out),
    };
  },
  initialState(random, _parameters, initial) {
    const [q, p] = annulusPoint(random, initial);
    return { q: Float64Array.of(q), p: Float64Array.of(p) };
  },
  scene: ({ mass, length }) => ({
    kind: 'discs',
    copies: 1,
    radii: [discRadius(mass)],
    positions: (q, start, out) => {
      out[0] = length * Math.sin(q[start]);
      out[1] = length * Math.cos(q[start]);
    },
  }),
};
