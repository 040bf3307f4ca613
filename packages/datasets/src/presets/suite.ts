import { discRadius } from '../systems/system.ts';
import type { Preset } from './preset.ts';

const source = 'Botev et al. 2021, arXiv:2111.05458';
const image = { size: 32, channels: 3 } as const;
const twoHues = { ...image, hues: 2, randomHues: true } as const;
const sixHues = { ...image, hues: 6, randomHues: true } as const;
const toy = { source, dt: 0.05, noise: 0 } as const;
const splits = {
  train: { first: 0, trajectories: 50000, frames: 256 },
  test: { first: 50000, trajectories: 20000, frames: 256 },
} as const;
// The suite has `a small number` of long trajectories for some of its datasets; how many and how long is our choice.
const withLongTest = { ...splits, 'long-test': { first: 70000, trajectories: 100, frames: 1024 } } as const;

/** A preset and its variant with friction 0.05. */
function alsoWithFriction(preset: Preset): Preset[] {
  return [
    preset,
    {
      ...preset,
      name: `${preset.name}-friction`,
      summary: `${preset.summary}, with friction`,
      parameters: { ...preset.parameters, friction: 0.05 },
      splits,
    },
  ];
}

const massSpring: Preset = {
  ...toy,
  name: 'suite-mass-spring',
  summary: 'suite: mass-spring',
  system: 'massSpring',
  parameters: { mass: 0.5, springConstant: 2, friction: 0 },
  initial: { radius: [0.1, 1] },
  camera: { ...image, hues: 1, halfWidth: 1 + discRadius(0.5) },
  splits: withLongTest,
};

const massSpringColors: Preset = {
  ...massSpring,
  name: 'suite-mass-spring-colors',
  summary: 'suite: mass-spring of varying mass, colour and place',
  parameters: { mass: [0.2, 1], springConstant: 2, friction: 0 },
  initial: { radius: [0.1, 1], uniformInArea: true },
  camera: { ...sixHues, halfWidth: 1 + discRadius(1), jitter: 0.4, shiftRight: [0, 1] },
};

const pendulum: Preset = {
  ...toy,
  name: 'suite-pendulum',
  summary: 'suite: pendulum, potential m g l (1 - cos q)',
  system: 'pendulum',
  parameters: { mass: 0.5, length: 1, gravity: 3, potentialFactor: 1, friction: 0 },
  initial: { radius: [1.3, 2.3] },
  camera: { ...image, hues: 1, halfWidth: 1 + discRadius(0.5) },
  splits: withLongTest,
};

const pendulumColors: Preset = {
  ...pendulum,
  name: 'suite-pendulum-colors',
  summary: 'suite: pendulum of varying mass, length, gravity, colour and place',
  parameters: { mass: [0.5, 1.5], length: [0.5, 1], gravity: [3, 4], potentialFactor: 1, friction: 0 },
  initial: { radius: [1.3, 2.3], uniformInArea: true },
  camera: { ...sixHues, halfWidth: 1 + discRadius(1.5), jitter: 0.4 },
};

const doublePendulum: Preset = {
  ...toy,
  name: 'suite-double-pendulum',
  summary: 'suite: double pendulum',
  system: 'doublePendulum',
  parameters: { mass1: 0.5, mass2: 0.5, length1: 1, length2: 1, gravity: 3, friction: 0 },
  initial: { radius: [1.3, 2.3] },
  camera: { ...twoHues, halfWidth: 2 + discRadius(0.5) },
  splits,
};

const doublePendulumColors: Preset = {
  ...doublePendulum,
  name: 'suite-double-pendulum-colors',
  summary: 'suite: double pendulum of varying masses, lengths, gravity, colours and place',
  parameters: {
    mass1: [0.4, 0.6],
    mass2: [0.4, 0.6],
    length1: [0.75, 1],
    length2: [0.75, 1],
    gravity: [2.5, 4],
    friction: 0,
  },
  initial: { radius: [1, 2.5], uniformInArea: true },
  camera: { ...sixHues, halfWidth: 2 + discRadius(0.6), jitter: 0.4 },
};

const twoBody: Preset = {
  ...toy,
  name: 'suite-two-body',
  summary: 'suite: two bodies on elliptic orbits',
  system: 'nBody',
  parameters: { bodies: 2, mass1: 1, mass2: 1, gravity: 1, friction: 0 },
  initial: { square: [0.5, 1.5] },
  camera: { ...twoHues, halfWidth: 2.75 },
  splits,
};

const twoBodyColors: Preset = {
  ...twoBody,
  name: 'suite-two-body-colors',
  summary: 'suite: two bodies of varying masses, gravity and colours',
  parameters: { bodies: 2, mass1: [0.5, 1.5], mass2: [0.5, 1.5], gravity: [0.5, 1.5], friction: 0 },
  camera: { ...sixHues, halfWidth: 5 },
};

/** Lennard-Jones particles: density and temperature in reduced units. Without a heat bath and, as `…-bath`, with it. */
function lennardJones(particles: number, density: number, temperature: number): Preset[] {
  const boxLength = Math.sqrt(particles / density);
  const preset: Preset = {
    name: `suite-lj-${particles}`,
    summary: `suite: ${particles} Lennard-Jones particles in a periodic box, of constant energy`,
    source,
    system: 'lennardJones',
    parameters: { particles, boxLength, friction: 0 },
    initial: { temperature },
    dt: 0.05,
    noise: 0,
    camera: { ...image, hues: particles, halfWidth: boxLength / 2 },
    splits,
  };
  const bath: Preset = {
    ...preset,
    name: `${preset.name}-bath`,
    summary: `suite: ${particles} Lennard-Jones particles in a periodic box, kept in a Langevin heat bath`,
    parameters: { particles, boxLength, temperature, damping: 0.2 },
  };
  return [preset, bath];
}

function game(name: string, system: Preset['system']): Preset {
  return {
    name: `suite-${name}`,
    summary: `suite: ${name}, two players with replicator dynamics`,
    source,
    system,
    parameters: {},
    initial: {},
    dt: 0.1,
    noise: 0,
    camera: { ...image, hues: 1, halfWidth: 1 },
    splits: withLongTest,
  };
}

/** Toy physics, molecular dynamics and games of the DeepMind Hamiltonian Dynamics Suite, with its constants. */
export const suitePresets: readonly Preset[] = [
  massSpring,
  ...alsoWithFriction(massSpringColors),
  pendulum,
  ...alsoWithFriction(pendulumColors),
  doublePendulum,
  ...alsoWithFriction(doublePendulumColors),
  twoBody,
  twoBodyColors,
  ...lennardJones(4, 0.04, 1),
  ...lennardJones(16, 0.77, 0.5),
  game('matching-pennies', 'matchingPennies'),
  game('rock-paper-scissors', 'rockPaperScissors'),
];
