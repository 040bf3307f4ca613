import { keplerOrbit } from '@hgn/integrators/systems';
import type { Random } from '../random.ts';
import {
  discRadius,
  type Hamiltonian,
  type InitialStates,
  type Parameters,
  type State,
  type System,
} from './system.ts';

function bodyMasses(parameters: Parameters): number[] {
  return Array.from({ length: parameters.bodies }, (_, i) => parameters[`mass${i + 1}`] ?? parameters.mass);
}

/** Bodies on a common circle with the velocities that would keep equal masses on it, each then disturbed. */
function nearlyCircular(random: Random, parameters: Parameters, initial: InitialStates): State {
  const masses = bodyMasses(parameters);
  const n = masses.length;
  const [min, max] = initial.radius ?? [0.5, 1.5];
  const radius = random.uniform(min, max);
  const phase = random.angle();
  const turn = random.integer(2) === 0 ? 1 : -1;
  // n equal masses m on a circle pull each other inwards with g m^2 / r^2 * sum_k 1 / (4 sin(pi k / n)).
  let pull = 0;
  for (let k = 1; k < n; k++) pull += 1 / (4 * Math.sin((Math.PI * k) / n));
  const meanMass = masses.reduce((sum, mass) => sum + mass, 0) / n;
  const speed = turn * Math.sqrt((parameters.gravity * meanMass * pull) / radius);
  const q = new Float64Array(2 * n);
  const p = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const angle = phase + (2 * Math.PI * i) / n;
    q[2 * i] = radius * Math.cos(angle);
    q[2 * i + 1] = radius * Math.sin(angle);
    const disturbed = (): number => 1 + (initial.orbitNoise ?? 0) * random.normal();
    p[2 * i] = -masses[i] * speed * Math.sin(angle) * disturbed();
    p[2 * i + 1] = masses[i] * speed * Math.cos(angle) * disturbed();
  }
  return { q, p };
}

/** The suite's two bodies: the first in a square, the second opposite, with momenta of (y, -x) / (2 r^1.5) whatever the masses. */
function opposite(random: Random, [min, max]: readonly [number, number]): State {
  const x = random.uniform(min, max);
  const y = random.uniform(min, max);
  const shrink = 1 / (2 * Math.hypot(x, y) ** 1.5);
  return {
    q: Float64Array.of(x, y, -x, -y),
    p: Float64Array.of(y * shrink, -x * shrink, -y * shrink, x * shrink),
  };
}

/** Two bodies: their centre of mass moves on, their distance is Kepler's problem. */
function twoBodies([m1, m2]: readonly number[], gravity: number): NonNullable<Hamiltonian['exact']> {
  const total = m1 + m2;
  return ({ q, p }) => {
    const velocity = (i: number): number => p[i] / m1 - p[i + 2] / m2;
    const drift = [(p[0] + p[2]) / total, (p[1] + p[3]) / total];
    const centre = [0, 1].map((i) => (m1 * q[i] + m2 * q[i + 2]) / total);
    const apart = {
      x: Float64Array.of(q[0] - q[2], q[1] - q[3]),
      v: Float64Array.of(velocity(0), velocity(1)),
    };
    const orbit = keplerOrbit(apart, gravity * total);
    const [x, v] = [new Float64Array(2), new Float64Array(2)];
    return (time, outQ, outP) => {
      orbit(time, x, v);
      for (let i = 0; i < 2; i++) {
        const middle = centre[i] + drift[i] * time;
        outQ[i] = middle + (m2 / total) * x[i];
        outQ[i + 2] = middle - (m1 / total) * x[i];
        outP[i] = m1 * drift[i] + ((m1 * m2) / total) * v[i];
        outP[i + 2] = m2 * drift[i] - ((m1 * m2) / total) * v[i];
      }
    };
  };
}

/**
 * Bodies in the plane that attract each other by gravity: H = sum |p_i|^2 / 2 m_i - sum g m_i m_j / |q_i - q_j|.
 *
 * q is x1, y1, x2, y2, …. Masses are `mass1`, `mass2`, …, or `mass` for those not given. Initial states are circular
 * orbits around the origin in either direction with equal chance, every velocity component multiplied by
 * 1 + orbitNoise * N(0, 1); two bodies given an `initial.square` start as in the DeepMind suite. Two bodies are solved as Kepler's problem. Cost of a gradient: one square root per pair.
 * @example
 * const { coordinates } = nBody.hamiltonian({ bodies: 3, mass: 1, gravity: 1 }); // 6
 */
export const nBody: System = {
  name: 'n-body',
  summary: 'gravity in the plane: H = sum p^2 / 2m - sum g m m / r',
  parameters: {
    bodies: 'number of bodies',
    mass: 'mass of those without their own',
    mass1: 'm1',
    mass2: 'm2',
    gravity: 'g',
    friction: 'f',
  },
  conserved: {
    momentumX: ({ p }) => p.reduce((sum, value, i) => (i % 2 === 0 ? sum + value : sum), 0),
    momentumY: ({ p }) => p.reduce((sum, value, i) => (i % 2 === 1 ? sum + value : sum), 0),
    angularMomentum: ({ q, p }) => {
      let sum = 0;
      for (let i = 0; i < q.length; i += 2) sum += q[i] * p[i + 1] - q[i + 1] * p[i];
      return sum;
    },
  },
  hamiltonian(parameters) {
    const masses = bodyMasses(parameters);
    const { gravity, friction = 0 } = parameters;
    const n = masses.length;
    return {
      coordinates: 2 * n,
      separable: true,
      energy: (q, p) => {
        let energy = 0;
        for (let i = 0; i < n; i++) {
          energy += (p[2 * i] ** 2 + p[2 * i + 1] ** 2) / (2 * masses[i]);
          for (let j = 0; j < i; j++) {
            const dx = q[2 * i] - q[2 * j];
            const dy = q[2 * i + 1] - q[2 * j + 1];
            energy -= (gravity * masses[i] * masses[j]) / Math.sqrt(dx * dx + dy * dy);
          }
        }
        return energy;
      },
      dHdq: (q, _p, out) => {
        out.fill(0);
        for (let i = 1; i < n; i++) {
          for (let j = 0; j < i; j++) {
            const dx = q[2 * i] - q[2 * j];
            const dy = q[2 * i + 1] - q[2 * j + 1];
            const squared = dx * dx + dy * dy;
            const pull = (gravity * masses[i] * masses[j]) / (squared * Math.sqrt(squared));
            out[2 * i] += pull * dx;
            out[2 * i + 1] += pull * dy;
            out[2 * j] -= pull * dx;
            out[2 * j + 1] -= pull * dy;
          }
        }
        return out;
      },
      dHdp: (_q, p, out) => {
        for (let i = 0; i < n; i++) {
          out[2 * i] = p[2 * i] / masses[i];
          out[2 * i + 1] = p[2 * i + 1] / masses[i];
        }
        return out;
      },
      ...(n === 2 && friction === 0 && { exact: twoBodies(masses, gravity) }),
    };
  },
  initialState: (random, parameters, initial) =>
    initial.square ? opposite(random, initial.square) : nearlyCircular(random, parameters, initial),
  scene(parameters) {
    const radii = bodyMasses(parameters).map(discRadius);
    return {
      kind: 'discs',
      copies: 1,
      radii,
      positions: (q, start, out) => {
        for (let i = 0; i < 2 * radii.length; i++) out[i] = q[start + i];
      },
    };
  },
};
