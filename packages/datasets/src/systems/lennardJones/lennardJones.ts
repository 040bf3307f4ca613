import type { Random } from '../../random.ts';
import { langevin, type Bath } from '../langevin.ts';
import type { InitialStates, Parameters, State, System } from '../system.ts';
import { allPairs } from './allPairs.ts';
import { cellList } from './cellList.ts';
import { cutoff } from './pairPotential.ts';
import type { Potential } from './potential.ts';

/** All pairs, or cells where `npm run bench -- lennard-jones` finds them faster. */
function potentialOf({ particles, boxLength }: Parameters): Potential {
  const cells = particles >= 48 && boxLength >= 4 * cutoff;
  return cells ? cellList(particles, boxLength) : allPairs(particles, boxLength);
}

/** Places particles at random, no two nearer than the force between them can bear. */
function scattered(random: Random, { particles: n, boxLength }: Parameters): Float64Array {
  // Discs of this diameter cover 38 % of the plane; random placing comes to a halt at 55 %.
  const apart = Math.min(1, (0.7 * boxLength) / Math.sqrt(n));
  const q = new Float64Array(2 * n);
  const distance = (d: number): number => d - boxLength * Math.round(d / boxLength);
  for (let i = 0; i < n;) {
    const x = random.uniform(-boxLength / 2, boxLength / 2);
    const y = random.uniform(-boxLength / 2, boxLength / 2);
    let free = true;
    for (let j = 0; j < i && free; j++) {
      free = Math.hypot(distance(x - q[2 * j]), distance(y - q[2 * j + 1])) >= apart;
    }
    if (!free) continue;
    q.set([x, y], 2 * i);
    i++;
  }
  return q;
}

function bathOf(particles: number, temperature: number, damping: number, step: number): Bath {
  return { temperature, damping, step, masses: new Float64Array(2 * particles).fill(1) };
}

const equilibration = { time: 5, step: 0.005, damping: 0.2 } as const;

/** A state of the canonical ensemble in which the centre of mass is at rest. */
function equilibrated(random: Random, parameters: Parameters, initial: InitialStates): State {
  const { temperature = initial.temperature ?? 1 } = parameters;
  const q = scattered(random, parameters);
  const p = q.map(() => 0);
  const { time, step, damping } = equilibration;
  const bath = bathOf(parameters.particles, temperature, damping, step);
  langevin(potentialOf(parameters).gradient, bath, random)(q, p, Math.round(time / step));
  for (const axis of [0, 1]) {
    let mean = 0;
    for (let i = axis; i < p.length; i += 2) mean += p[i] / parameters.particles;
    for (let i = axis; i < p.length; i += 2) p[i] -= mean;
  }
  return { q, p };
}

function sumOfAxis(values: Float64Array, axis: 0 | 1): number {
  return values.reduce((sum, value, i) => (i % 2 === axis ? sum + value : sum), 0);
}

/**
 * Lennard-Jones particles of unit mass in a periodic square box, in reduced units:
 * H = sum |p_i|^2 / 2 + sum over pairs of 4 (r^-12 - r^-6), smoothed to zero at r = 2.5.
 *
 * q is x1, y1, x2, y2, … and is not wrapped into the box. Initial states are scattered at random and equilibrated for
 * 5 units of time in a Langevin bath of `initial.temperature` with damping time 0.2, as the DeepMind suite's are; the
 * centre of mass is then brought to rest, and the energy is constant from there on. With the parameters `temperature`
 * and `damping` the bath stays on, with the suite's time step of 0.002. Cost of a gradient: all n (n - 1) / 2 pairs, or with a cell list in proportion to n where that is
 * cheaper.
 * @example
 * const { coordinates } = lennardJones.hamiltonian({ particles: 4, boxLength: 10 }); // 8
 */
export const lennardJones: System = {
  name: 'lennard-jones',
  summary: 'Lennard-Jones particles in a periodic box: H = sum p^2 / 2 + sum 4 (r^-12 - r^-6)',
  parameters: {
    particles: 'number of particles',
    boxLength: 'side of the box',
    friction: 'f',
    temperature: 'T of the heat bath, in units of epsilon / k_B',
    damping: 'time in which the heat bath makes a velocity forgotten; 0 for no bath',
  },
  conserved: {
    momentumX: ({ p }) => sumOfAxis(p, 0),
    momentumY: ({ p }) => sumOfAxis(p, 1),
  },
  hamiltonian(parameters) {
    const { energy, gradient } = potentialOf(parameters);
    return {
      coordinates: 2 * parameters.particles,
      separable: true,
      energy: (q, p) => {
        let kinetic = 0;
        for (let i = 0; i < p.length; i++) kinetic += (p[i] * p[i]) / 2;
        return kinetic + energy(q);
      },
      dHdq: (q, _p, out) => gradient(q, out),
      dHdp: (_q, p, out) => {
        out.set(p);
        return out;
      },
    };
  },
  initialState: equilibrated,
  bath: ({ particles, temperature = 1, damping = 0 }) =>
    damping > 0 ? bathOf(particles, temperature, damping, 0.002) : undefined,
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
