import { annulusPoint } from './annulus.ts';
import { discRadius, type Hamiltonian, type Parameters, type System } from './system.ts';

/** q(t), p(t) of the damped oscillator m q'' = -k q - f q', underdamped. */
function dampedOscillation({ mass, springConstant, friction = 0 }: Parameters): Hamiltonian['exact'] {
  const decay = friction / (2 * mass);
  const squared = springConstant / mass - decay * decay;
  if (!(squared > 0)) return undefined;
  const frequency = Math.sqrt(squared);
  return (initial) => {
    const q0 = initial.q[0];
    const slope = (initial.p[0] / mass + decay * q0) / frequency;
    return (time, q, p) => {
      const envelope = Math.exp(-decay * time);
      const cosine = Math.cos(frequency * time);
      const sine = Math.sin(frequency * time);
      q[0] = envelope * (q0 * cosine + slope * sine);
      p[0] = mass * (envelope * frequency * (slope * cosine - q0 * sine) - decay * q[0]);
    };
  };
}

/**
 * A mass on a spring, seen moving up and down: H = p^2 / 2m + k q^2 / 2.
 *
 * Initial states lie on a circle of radius r in the plane (q, p / sqrt(k m)), so that the energy is k r^2 / 2.
 * @example
 * const { energy } = massSpring.hamiltonian({ mass: 0.5, springConstant: 2 });
 * energy(Float64Array.of(1), Float64Array.of(0)); // 1
 */
export const massSpring: System = {
  name: 'mass-spring',
  summary: 'mass on a spring: H = p^2 / 2m + k q^2 / 2',
  parameters: { mass: 'm', springConstant: 'k', friction: 'f' },
  hamiltonian(parameters) {
    const { mass, springConstant } = parameters;
    const exact = dampedOscillation(parameters);
    return {
      coordinates: 1,
      separable: true,
      energy: (q, p) => (p[0] * p[0]) / (2 * mass) + (springConstant * q[0] * q[0]) / 2,
      dHdq: (q, _p, out) => ((out[0] = springConstant * q[0]), out),
      dHdp: (_q, p, out) => ((out[0] = p[0] / mass), out),
      ...(exact && { exact }),
    };
  },
  initialState(random, { mass, springConstant }, initial) {
    const [x, y] = annulusPoint(random, initial);
    return { q: Float64Array.of(x), p: Float64Array.of(y * Math.sqrt(springConstant * mass)) };
  },
  scene: ({ mass }) => ({
    kind: 'discs',
    copies: 1,
    radii: [discRadius(mass)],
    positions: (q, start, out) => {
      out[0] = 0;
      out[1] = q[start];
    },
  }),
};
