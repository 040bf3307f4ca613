import { combinationsOf, orderOf, type Coordinate } from './harmonics.ts';

/** What shakes a system in time: a potential that repeats itself after a period. */
export interface Drive {
  /** Seconds of a period, to about a percent: learning goes on from there. */
  readonly period: number;
  /** Highest harmonic of the period that the potential has. */
  readonly harmonics: number;
}

/** What a learnt port-Hamiltonian system is made of; plain data, so that it can be written to a file. */
export interface PortHamiltonianStructure {
  readonly coordinates: readonly Coordinate[];
  /** Names of the measured inputs; without any the system is on its own. With a `drive` the last of them is the time. */
  readonly inputs: readonly string[];
  /** Where the potential repeats itself in time: H(q, p, t). The last input then is the time in seconds, and pushes nothing. */
  readonly drive?: Drive;
  /** Highest harmonic of a coordinate in the mass matrix. */
  readonly massOrder: number;
  /** Highest harmonic of a coordinate in the potential. */
  readonly potentialOrder: number;
  /** Whether the mirror image of a motion about the origin is a motion: no sines. */
  readonly mirror: boolean;
  /** Speeds below which dry friction of a coordinate fades, one or more for each coordinate. */
  readonly fadingSpeeds: readonly (readonly number[])[];
  /** Typical magnitudes, from which first values and priors follow. */
  readonly scales: {
    /** Of the mass matrix: inputs over accelerations, or 1. */
    readonly mass: number;
    /** Of each velocity. */
    readonly speeds: readonly number[];
    /** Seconds of a typical swing. */
    readonly time: number;
  };
}

/** One number that is learnt. */
export interface Parameter {
  readonly name: string;
  readonly initial: number;
  /** Where the prior has its middle; the initial value unless told. */
  readonly centre?: number;
  /** Standard deviation about that middle before anything is measured; 0 keeps the parameter where it is. */
  readonly deviation: number;
  /** Whether the deviation may shrink where the data do not ask for this parameter. */
  readonly relevance: boolean;
}

/** Where each part begins in the vector of parameters. */
export interface ParameterLayout {
  readonly parameters: readonly Parameter[];
  readonly combinations: readonly (readonly number[])[];
  readonly order: number;
  /** Of each entry (i, j), i <= j, of the factor of the constant part of the mass matrix, row by row; logarithms on the diagonal. */
  readonly factor: number;
  /** How many points move with the coordinates. */
  readonly points: number;
  /** Of each point, real and imaginary coefficient of each combination, then of each coordinate that is no angle. */
  readonly point: number;
  /** Cos and sin of each combination. */
  readonly potential: number;
  /** Logarithm of the stiffness of each coordinate that is no angle. */
  readonly stiffness: number;
  /** Lower triangle of the viscous factor; logarithms on the diagonal. */
  readonly viscous: number;
  /** Logarithms of quadratic drag and of dry friction at each fading speed, coordinate by coordinate. */
  readonly dry: number;
  /** Input matrix, [n, inputs]. */
  readonly input: number;
  /** Logarithm of the drive's frequency by the one that was told, then the terms of each harmonic; none without a drive. */
  readonly drive: number;
}

/** How many of the inputs push: all but the time. */
export const pushing = ({ inputs, drive }: PortHamiltonianStructure): number =>
  inputs.length - (drive === undefined ? 0 : 1);

/** Share that the period of a drive may be off from what was told, as a standard deviation. */
const periodDeviation = 0.005;

/** Lays out the parameters of a structure with their first values and priors. */
export function layOut(structure: PortHamiltonianStructure): ParameterLayout {
  const { coordinates, inputs, massOrder, potentialOrder, mirror, fadingSpeeds, scales, drive } = structure;
  const n = coordinates.length;
  const pushes = pushing(structure);
  const order = Math.max(massOrder, potentialOrder);
  const combinations = combinationsOf(n, order);
  const keys = (highest: number) => new Set(combinationsOf(n, highest).map(String));
  const [inMass, inPotential] = [keys(massOrder), keys(potentialOrder)];
  const parameters: Parameter[] = [];
  const add = (name: string, initial: number, deviation: number, relevance = false, centre = initial) => {
    parameters.push({ name, initial, centre, deviation, relevance });
  };
  const root = Math.sqrt(scales.mass);
  const speed = Math.max(...scales.speeds);
  const energy = scales.mass * speed ** 2;
  const word = (combination: readonly number[]) =>
    combination
      .map((k, i) =>
        k === 0 ? '' : `${k < 0 ? '-' : '+'}${Math.abs(k) === 1 ? '' : Math.abs(k)}${coordinates[i].name}`,
      )
      .join('')
      .replace(/^\+/, '');

  const factor = parameters.length;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      // Without inputs nothing tells joules from any other unit of energy.
      const isUnit = pushes === 0 && i === 0 && j === 0;
      add(`factor ${i} ${j}`, i === j ? Math.log(root) : 0, isUnit ? 0 : i === j ? 3 : 1.5 * root);
    }
  }
  const point = parameters.length;
  const points = Math.max(1, n - 1);
  for (let b = 0; b < points; b++) {
    combinations.forEach((combination, f) => {
      const deviation = inMass.has(String(combination)) ? (2 * root) / orderOf(combination) ** 1.5 : 0;
      // Off 0, where nothing would depend on them to first order, and each point otherwise.
      const initial = deviation === 0 ? 0 : ((f + b) % (b + 2) === 0 ? -0.2 : 0.2) * root;
      add(`point ${b} cos(${word(combination)})`, initial, deviation, true, 0);
      add(`point ${b} sin(${word(combination)})`, 0, mirror ? 0 : deviation, true);
    });
    coordinates.forEach(({ name, isAngle }) => {
      add(`point ${b} along ${name}`, isAngle ? 0 : 0.2 * root, isAngle ? 0 : 2 * root, true, 0);
    });
  }
  const potential = parameters.length;
  for (const combination of combinations) {
    const deviation = inPotential.has(String(combination)) ? (5 * energy) / orderOf(combination) ** 2 : 0;
    add(`potential cos(${word(combination)})`, 0, deviation, true);
    add(`potential sin(${word(combination)})`, 0, mirror ? 0 : deviation, true);
  }
  const stiffness = parameters.length;
  for (const [i, { name, isAngle }] of coordinates.entries()) {
    const typical = scales.mass / (scales.time / (2 * Math.PI)) ** 2;
    add(`stiffness ${name}`, Math.log(isAngle ? 1 : typical * 0.5 ** i), isAngle ? 0 : 3);
  }
  const viscous = parameters.length;
  const damping = scales.mass / scales.time;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) add(`viscous ${i} ${j}`, 0, 0.3 * Math.sqrt(damping), true);
    add(`viscous ${i} ${i}`, Math.log(0.3 * Math.sqrt(damping)), 1.5);
  }
  const dry = parameters.length;
  coordinates.forEach(({ name }, i) => {
    const force = scales.mass * scales.speeds[i] * ((2 * Math.PI) / scales.time);
    add(`drag ${name}`, Math.log((0.01 * damping) / speed), 3);
    for (const fading of fadingSpeeds[i]) add(`dry ${name} ${fading}`, Math.log(0.05 * force), 3);
  });
  const input = parameters.length;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < inputs.length; k++) {
      // One input for each coordinate is taken for the force along it, known up to a gain.
      const square = pushes === n;
      const deviation = square ? (i === k ? 0.05 : 0) : i === k ? 0.1 : 0.3;
      if (k < pushes) add(`input ${i} ${k}`, i === k ? 1 : 0, deviation, true);
      else add(`input ${i} ${k}`, 0, 0);
    }
  }
  const driven = parameters.length;
  if (drive !== undefined) {
    add('drive frequency', 0, periodDeviation);
    for (let k = 1; k <= drive.harmonics; k++) {
      for (const combination of combinations) {
        // What shakes a system need not spare its symmetry: a mirrored motion may be one half a period later.
        const isThere = inPotential.has(String(combination));
        const deviation = isThere ? (5 * energy) / orderOf(combination) ** 2 : 0;
        for (const part of ['cos', 'sin']) {
          for (const turn of ['cos', 'sin'])
            add(`drive ${k} ${turn} ${part}(${word(combination)})`, 0, deviation, true);
        }
      }
      for (const [i, { name, isAngle }] of coordinates.entries()) {
        const force = scales.mass * scales.speeds[i] * ((2 * Math.PI) / scales.time);
        const typical = scales.mass / (scales.time / (2 * Math.PI)) ** 2;
        for (const [part, deviation] of [
          ['slope', force],
          ['stiffness', typical],
        ] as const) {
          for (const turn of ['cos', 'sin'])
            add(`drive ${k} ${turn} ${part} ${name}`, 0, isAngle ? 0 : deviation, true);
        }
      }
    }
  }
  return {
    drive: driven,
    parameters,
    combinations,
    order,
    factor,
    points,
    point,
    potential,
    stiffness,
    viscous,
    dry,
    input,
  };
}
