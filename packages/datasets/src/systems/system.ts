import type { Random } from '../random.ts';
import type { Bath } from './langevin.ts';

/** Named scalar parameters of one trajectory, for example `{ mass: 0.5, springConstant: 2, friction: 0 }`. */
export type Parameters = Readonly<Record<string, number>>;

/** A point of phase space: generalised coordinates and their conjugate momenta, equally long. */
export interface State {
  readonly q: Float64Array;
  readonly p: Float64Array;
}

/** Writes the state at `time` after the beginning into `q` and `p`. */
export type Solution = (time: number, q: Float64Array, p: Float64Array) => void;

/** A Hamiltonian with its parameters filled in. Gradients fill `out` and return it. */
export interface Hamiltonian {
  /** Number of degrees of freedom n; q and p have n entries. */
  readonly coordinates: number;
  /** Whether H(q, p) = V(q) + K(p). */
  readonly separable: boolean;
  energy(q: Float64Array, p: Float64Array): number;
  dHdq(q: Float64Array, p: Float64Array, out: Float64Array): Float64Array;
  dHdp(q: Float64Array, p: Float64Array, out: Float64Array): Float64Array;
  /**
   * The solution from `initial` in closed form, friction included, where there is one: a function that writes the
   * state at a time into `q` and `p`.
   */
  exact?(initial: State): Solution | undefined;
}

/** Bodies that appear as discs: positions in canvas units, x to the right and y DOWN as in an image. */
export interface Discs {
  readonly kind: 'discs';
  /** Radius of each disc, in canvas units; disc 0 is in front. */
  readonly radii: readonly number[];
  /** Discs per body: 4 in a periodic box, where a body at an edge is seen on both sides; else 1. */
  readonly copies: 1 | 4;
  /** Writes x, y of every disc for the coordinates that start at `q[start]`. */
  positions(q: Float64Array, start: number, out: Float64Array): void;
}

/** A state that appears as a chequerboard of grey fields. */
export interface Fields {
  readonly kind: 'fields';
  /** Fields along each side. */
  readonly side: number;
  /** Writes the brightness of every field, row by row, from 0 to 1. */
  brightness(q: Float64Array, p: Float64Array, start: number, out: Float64Array): void;
}

/** How a system looks. */
export type Scene = Discs | Fields;

/** How a preset draws initial states; each system reads the fields it knows. */
export interface InitialStates {
  /** Range of the radius in phase space, or of the orbit. */
  readonly radius?: readonly [min: number, max: number];
  /** Draw the radius so that points are uniform in area instead of in radius. */
  readonly uniformInArea?: boolean;
  /** Gravity: standard deviation of each velocity component relative to that of a circular orbit. */
  readonly orbitNoise?: number;
  /** Gravity, two bodies: range of each coordinate of the first body, in place of `radius`. */
  readonly square?: readonly [min: number, max: number];
  /** Range of the speed of a particle. */
  readonly speed?: readonly [min: number, max: number];
  /** Range of the energy. */
  readonly energy?: readonly [min: number, max: number];
  /** Molecular dynamics: temperature in units of epsilon / k_B. */
  readonly temperature?: number;
}

/** A physical system: its Hamiltonian, how it starts and how it looks. */
export interface System {
  readonly name: string;
  /** The Hamiltonian in words and symbols. */
  readonly summary: string;
  /** Meaning of each parameter. `friction` f adds -f dH/dp to dp/dt, so that dH/dt = -f |dH/dp|^2. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Quantities besides the energy that stay constant without friction, by name. */
  readonly conserved?: Readonly<Record<string, (state: State, parameters: Parameters) => number>>;
  hamiltonian(parameters: Parameters): Hamiltonian;
  initialState(random: Random, parameters: Parameters, initial: InitialStates): State;
  scene(parameters: Parameters): Scene;
  /** The heat bath that a trajectory stays in; without it, or where it returns nothing, there is none. */
  bath?(parameters: Parameters): Bath | undefined;
}

/** A disc whose area is the body's mass, as in the DeepMind suite. */
export function discRadius(mass: number): number {
  return Math.sqrt(mass / Math.PI);
}
