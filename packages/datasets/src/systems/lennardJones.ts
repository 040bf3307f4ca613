import type { Random } from '../random.ts';
import type { InitialStates, Parameters, State, System } from './system.ts';

/** The pair potential and its derivative as functions of u = r^2. */
interface PairPotential {
  value(u: number): number;
  slope(u: number): number;
}

/**
 * 4 (r^-12 - r^-6) less its third-order Taylor polynomial in r^2 at the cut-off, where value and first three
 * derivatives therefore vanish: a plain cut-off would make the energy jump.
 */
function smoothedPair(cutoff: number): PairPotential {
  const c = cutoff * cutoff;
  const f0 = 4 * (c ** -6 - c ** -3);
  const f1 = 4 * (-6 * c ** -7 + 3 * c ** -4);
  const f2 = 4 * (42 * c ** -8 - 12 * c ** -5);
  const f3 = 4 * (-336 * c ** -9 + 60 * c ** -6);
  return {
    value: (u) => {
      const inverse3 = 1 / (u * u * u);
      const d = u - c;
      return 4 * inverse3 * (inverse3 - 1) - (f0 + d * (f1 + d * (f2 / 2 + (d * f3) / 6)));
    },
    slope: (u) => {
      const inverse = 1 / u;
      const inverse3 = inverse * inverse * inverse;
      const d = u - c;
      return 4 * inverse * inverse3 * (3 - 6 * inverse3) - (f1 + d * (f2 + (d * f3) / 2));
    },
  };
}

function potential({ particles: n, boxLength }: Parameters) {
  const cutoff = Math.min(2.5, boxLength / 2);
  const squared = cutoff * cutoff;
  const inverse = 1 / boxLength;
  const pair = smoothedPair(cutoff);
  const nearest = (d: number): number => d - boxLength * Math.round(d * inverse);
  const energy = (q: Float64Array): number => {
    let sum = 0;
    for (let i = 1; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const u = nearest(q[2 * i] - q[2 * j]) ** 2 + nearest(q[2 * i + 1] - q[2 * j + 1]) ** 2;
        if (u < squared) sum += pair.value(u);
      }
    }
    return sum;
  };
  const gradient = (q: Float64Array, out: Float64Array): Float64Array => {
    out.fill(0);
    for (let i = 1; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const dx = nearest(q[2 * i] - q[2 * j]);
        const dy = nearest(q[2 * i + 1] - q[2 * j + 1]);
        const u = dx * dx + dy * dy;
        if (u >= squared) continue;
        const slope = 2 * pair.slope(u);
        out[2 * i] += slope * dx;
        out[2 * i + 1] += slope * dy;
        out[2 * j] -= slope * dx;
        out[2 * j + 1] -= slope * dy;
      }
    }
    return out;
  };
  return { energy, gradient };
}

/** Gives the velocities zero mean and the temperature sum |p|^2 / 2 (n - 1). */
function thermalise(p: Float64Array, temperature: number): void {
  const n = p.length / 2;
  for (const axis of [0, 1]) {
    let mean = 0;
    for (let i = axis; i < p.length; i += 2) mean += p[i] / n;
    for (let i = axis; i < p.length; i += 2) p[i] -= mean;
  }
  const current = p.reduce((sum, value) => sum + value * value, 0) / (2 * (n - 1));
  const scale = Math.sqrt(temperature / current);
  for (let i = 0; i < p.length; i++) p[i] *= scale;
}

/** A thermal state: a shaken lattice, melted for 5 units of time with the temperature held. */
function equilibrated(random: Random, parameters: Parameters, { temperature = 1 }: InitialStates): State {
  const { particles: n, boxLength } = parameters;
  const { gradient } = potential(parameters);
  const side = Math.ceil(Math.sqrt(n));
  const gap = boxLength / side;
  const q = Float64Array.from({ length: 2 * n }, (_, k) => {
    const cell = k % 2 === 0 ? (k >> 1) % side : Math.floor((k >> 1) / side);
    return (cell + 0.5) * gap - boxLength / 2 + random.uniform(-0.05, 0.05) * Math.min(gap, 1.2);
  });
  const p = Float64Array.from({ length: 2 * n }, () => random.normal());
  const slope = new Float64Array(2 * n);
  const dt = 0.004;
  for (let step = 0; step < 1250; step++) {
    if (step % 50 === 0) thermalise(p, temperature);
    gradient(q, slope);
    for (let k = 0; k < 2 * n; k++) {
      p[k] -= dt * slope[k];
      q[k] += dt * p[k];
    }
  }
  thermalise(p, temperature);
  return { q, p };
}

/**
 * Lennard-Jones particles of unit mass in a periodic square box, in reduced units:
 * H = sum |p_i|^2 / 2 + sum over pairs of 4 (r^-12 - r^-6), smoothed to zero at min(2.5, half the box).
 *
 * q is x1, y1, x2, y2, … and is not wrapped into the box. Initial states are equilibrated at `initial.temperature`
 * with zero total momentum; from there on the energy is constant (the suite's data have a Langevin thermostat
 * instead). Cost of a gradient: all n (n - 1) / 2 pairs.
 * @example
 * const { coordinates } = lennardJones.hamiltonian({ particles: 4, boxLength: 10 }); // 8
 */
export const lennardJones: System = {
  name: 'lennard-jones',
  summary: 'Lennard-Jones particles in a periodic box: H = sum p^2 / 2 + sum 4 (r^-12 - r^-6)',
  parameters: { particles: 'number of particles', boxLength: 'side of the box', friction: 'f' },
  conserved: {
    momentumX: ({ p }) => p.reduce((sum, value, i) => (i % 2 === 0 ? sum + value : sum), 0),
    momentumY: ({ p }) => p.reduce((sum, value, i) => (i % 2 === 1 ? sum + value : sum), 0),
  },
  hamiltonian(parameters) {
    const { energy, gradient } = potential(parameters);
    return {
      coordinates: 2 * parameters.particles,
      separable: true,
      energy: (q, p) => energy(q) + p.reduce((sum, value) => sum + value * value, 0) / 2,
      dHdq: (q, _p, out) => gradient(q, out),
      dHdp: (_q, p, out) => {
        out.set(p);
        return out;
      },
    };
  },
  initialState: equilibrated,
  scene({ particles: n, boxLength }) {
    const wrap = (x: number): number => x - boxLength * Math.round(x / boxLength);
    return {
      kind: 'discs',
      copies: 4,
      radii: new Array<number>(4 * n).fill(0.3),
      positions: (q, start, out) => {
        for (let i = 0; i < n; i++) {
          const x = wrap(q[start + 2 * i]);
          const y = wrap(q[start + 2 * i + 1]);
          // The nearest image across the edge on each axis.
          const [otherX, otherY] = [x - Math.sign(x) * boxLength, y - Math.sign(y) * boxLength];
          out.set([x, y, otherX, y, x, otherY, otherX, otherY], 8 * i);
        }
      },
    };
  },
};
