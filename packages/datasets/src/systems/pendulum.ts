import { annulusPoint } from './annulus.ts';
import { elliptic, oscillationFrom } from './solutions/jacobi.ts';
import { discRadius, type Hamiltonian, type Solution, type State, type System } from './system.ts';

/** Swinging, with sin(q/2) = k sn: nothing where the pendulum turns over or comes to rest at the top. */
function swinging(inertia: number, frequency: number, { q, p }: State): Solution | undefined {
  const turns = Math.round(q[0] / (2 * Math.PI));
  const half = q[0] / 2 - turns * Math.PI;
  const kcn = p[0] / (2 * inertia * frequency);
  const oscillation = oscillationFrom(Math.sin(half), kcn, Math.cos(half));
  if (!oscillation) return undefined;
  const at = new Float64Array(3);
  return (time, outQ, outP) => {
    oscillation(frequency * time, at);
    outQ[0] = 2 * Math.atan2(at[0], at[2]) + turns * 2 * Math.PI;
    outP[0] = 2 * inertia * frequency * at[1];
  };
}

/** Turning over and over, with q/2 = am: nothing where the pendulum swings or comes to rest at the top. */
function turning(inertia: number, frequency: number, { q, p }: State): Solution | undefined {
  const speed = Math.abs(p[0]) / (2 * inertia * frequency);
  const complementSquared = (speed - Math.cos(q[0] / 2)) * (speed + Math.cos(q[0] / 2));
  const inverseSquared = complementSquared + 1;
  // The functions have modulus 1 / k, and k^2 is the energy over that of rest at the top.
  const complement = Math.sqrt(complementSquared / inverseSquared);
  if (!(complement > 1e-6)) return undefined;
  const k = 1 / Math.sqrt(inverseSquared);
  const { amplitude, argument } = elliptic(k, complement);
  const direction = Math.sign(p[0]);
  const u0 = argument((direction * q[0]) / 2);
  return (time, outQ, outP) => {
    const angle = amplitude(u0 + (frequency / k) * time);
    outQ[0] = 2 * direction * angle;
    outP[0] = (direction * 2 * inertia * frequency * Math.sqrt(1 - (k * Math.sin(angle)) ** 2)) / k;
  };
}

/** The pendulum's motion by Jacobi's elliptic functions (Whittaker 1937, Analytical Dynamics, section 44). */
function motion(inertia: number, depth: number): NonNullable<Hamiltonian['exact']> {
  const frequency = Math.sqrt(depth / inertia);
  return (initial) => swinging(inertia, frequency, initial) ?? turning(inertia, frequency, initial);
}

/**
 * A bob on a rigid rod, hanging straight down at q = 0: H = p^2 / (2 m l^2) + c m g l (1 - cos q).
 *
 * `potentialFactor` c is 1 in mechanics and in the DeepMind suite. The HGN paper and the data of Hamiltonian
 * Neural Networks (Greydanus et al. 2019) use 3 (1 - cos q) + p^2, which is c = 2 with m = 0.5, l = 1, g = 3.
 * Solved by elliptic functions. Initial states lie on a circle of radius r in the plane (q, p), with a uniform angle.
 * @example
 * const { energy } = pendulum.hamiltonian({ mass: 0.5, length: 1, gravity: 3, potentialFactor: 2 });
 * energy(Float64Array.of(Math.PI), Float64Array.of(1)); // 7
 */
export const pendulum: System = {
  name: 'pendulum',
  summary: 'pendulum: H = p^2 / (2 m l^2) + c m g l (1 - cos q)',
  parameters: { mass: 'm', length: 'l', gravity: 'g', potentialFactor: 'c', friction: 'f' },
  hamiltonian({ mass, length, gravity, potentialFactor = 1, friction = 0 }) {
    const inertia = mass * length * length;
    const depth = potentialFactor * mass * gravity * length;
    return {
      coordinates: 1,
      separable: true,
      energy: (q, p) => (p[0] * p[0]) / (2 * inertia) + depth * (1 - Math.cos(q[0])),
      dHdq: (q, _p, out) => ((out[0] = depth * Math.sin(q[0])), out),
      dHdp: (_q, p, out) => ((out[0] = p[0] / inertia), out),
      ...(friction === 0 && { exact: motion(inertia, depth) }),
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
