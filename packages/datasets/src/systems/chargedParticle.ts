import { annulusPoint } from './annulus.ts';
import { discRadius, type Hamiltonian, type Parameters, type System } from './system.ts';

/** The trapped particle turns as an isotropic oscillator seen from a frame that rotates at the Larmor frequency. */
function fockDarwin(mass: number, larmor: number, springConstant: number): NonNullable<Hamiltonian['exact']> {
  const frequency = Math.sqrt(larmor * larmor + springConstant / mass);
  return (initial) => {
    const [q0, q1] = initial.q;
    const [p0, p1] = initial.p;
    return (time, q, p) => {
      const cosine = Math.cos(frequency * time);
      // sin(w t) / w, whose limit at w = 0 is t.
      const sine = frequency > 0 ? Math.sin(frequency * time) / frequency : time;
      const turnCosine = Math.cos(larmor * time);
      const turnSine = Math.sin(larmor * time);
      const rotate = (x: number, y: number, out: Float64Array): void => {
        out[0] = x * turnCosine + y * turnSine;
        out[1] = y * turnCosine - x * turnSine;
      };
      rotate(q0 * cosine + (p0 / mass) * sine, q1 * cosine + (p1 / mass) * sine, q);
      const pull = mass * frequency * frequency * sine;
      rotate(p0 * cosine - pull * q0, p1 * cosine - pull * q1, p);
    };
  };
}

function larmorFrequency({ charge, magneticField, mass }: Parameters): number {
  return (charge * magneticField) / (2 * mass);
}

/**
 * A charge in the plane, in a uniform magnetic field B across it and a harmonic trap:
 * H = |p - e A|^2 / 2m + k |q|^2 / 2 with the vector potential A = B (-y, x) / 2.
 *
 * p is the canonical momentum, so H is not separable. Solved in closed form (Fock 1928, doi:10.1007/BF01390750;
 * Darwin 1931). Initial states: position in the annulus of `initial.radius`, velocity in any direction with a speed
 * from `initial.speed`.
 * @example
 * const { separable } = chargedParticle.hamiltonian({ mass: 1, charge: 1, magneticField: 2, springConstant: 0 });
 */
export const chargedParticle: System = {
  name: 'charged-particle',
  summary: 'charge in a magnetic field and a trap: H = |p - e A|^2 / 2m + k |q|^2 / 2, A = B (-y, x) / 2',
  parameters: { mass: 'm', charge: 'e', magneticField: 'B', springConstant: 'k', friction: 'f' },
  conserved: { canonicalAngularMomentum: ({ q, p }) => q[0] * p[1] - q[1] * p[0] },
  hamiltonian(parameters) {
    const { mass, springConstant = 0, friction = 0 } = parameters;
    const larmor = larmorFrequency(parameters);
    return {
      coordinates: 2,
      separable: false,
      energy: ([x, y], [px, py]) =>
        ((px + mass * larmor * y) ** 2 + (py - mass * larmor * x) ** 2) / (2 * mass) +
        (springConstant * (x * x + y * y)) / 2,
      dHdq: (q, p, out) => {
        out[0] = -larmor * (p[1] - mass * larmor * q[0]) + springConstant * q[0];
        out[1] = larmor * (p[0] + mass * larmor * q[1]) + springConstant * q[1];
        return out;
      },
      dHdp: (q, p, out) => {
        out[0] = p[0] / mass + larmor * q[1];
        out[1] = p[1] / mass - larmor * q[0];
        return out;
      },
      ...(friction === 0 && { exact: fockDarwin(mass, larmor, springConstant) }),
    };
  },
  initialState(random, parameters, initial) {
    const [x, y] = annulusPoint(random, initial);
    const [min, max] = initial.speed ?? [0, 1];
    const speed = random.uniform(min, max);
    const angle = random.angle();
    const { mass } = parameters;
    const kick = mass * larmorFrequency(parameters);
    return {
      q: Float64Array.of(x, y),
      p: Float64Array.of(
        mass * speed * Math.cos(angle) - kick * y,
        mass * speed * Math.sin(angle) + kick * x,
      ),
    };
  },
  scene: ({ mass }) => ({
    kind: 'discs',
    copies: 1,
    radii: [discRadius(mass)],
    positions: (q, start, out) => {
      out[0] = q[start];
      out[1] = -q[start + 1];
    },
  }),
};
