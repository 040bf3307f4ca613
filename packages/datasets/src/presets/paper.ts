import { discRadius } from '../systems/system.ts';
import type { Preset } from './preset.ts';

const paper = 'Toth et al. 2020, arXiv:1909.13789';
const replication = 'Balsells Rodas et al. 2021, doi:10.5281/zenodo.4835278';
const image = { size: 32, channels: 3 } as const;
const oneBody = { ...image, hues: 1, halfWidth: 1 + discRadius(0.5) } as const;

const splits = {
  train: { first: 0, trajectories: 50000, frames: 30 },
  test: { first: 50000, trajectories: 10000, frames: 30 },
} as const;

const massSpring: Preset = {
  name: 'mass-spring',
  summary: 'mass-spring with the constants of the HGN paper, seen without noise',
  source: paper,
  system: 'massSpring',
  parameters: { mass: 0.5, springConstant: 2, friction: 0 },
  initial: { radius: [0.1, 1] },
  dt: 0.125,
  noise: 0,
  camera: oneBody,
  splits,
};

const pendulum: Preset = {
  name: 'pendulum',
  summary: 'pendulum of the HGN paper, H = 3 (1 - cos q) + p^2, seen without noise',
  source: `${paper}; Greydanus et al. 2019, arXiv:1906.01563`,
  system: 'pendulum',
  parameters: { mass: 0.5, length: 1, gravity: 3, potentialFactor: 2, friction: 0 },
  initial: { radius: [1.3, 2.3] },
  dt: 0.125,
  noise: 0,
  camera: oneBody,
  splits,
};

const pendulumMgl: Preset = {
  ...pendulum,
  name: 'pendulum-mgl',
  summary:
    'pendulum with potential m g l (1 - cos q), H = 1.5 (1 - cos q) + p^2; some trajectories turn over',
  source: 'Botev et al. 2021, arXiv:2111.05458; the code of Balsells Rodas et al. 2021',
  parameters: { ...pendulum.parameters, potentialFactor: 1 },
};

const twoBody: Preset = {
  name: 'two-body',
  summary: 'two bodies in nearly circular orbits, seen without noise',
  source: `${paper}; Greydanus et al. 2019, arXiv:1906.01563`,
  system: 'nBody',
  parameters: { bodies: 2, mass: 1, gravity: 1, friction: 0 },
  initial: { radius: [0.5, 1.5], orbitNoise: 0.05 },
  dt: 0.125,
  noise: 0,
  camera: { ...image, hues: 2, halfWidth: 3 },
  splits,
};

const threeBody: Preset = {
  ...twoBody,
  name: 'three-body',
  summary: 'three bodies in disturbed circular orbits, seen without noise',
  parameters: { ...twoBody.parameters, bodies: 3 },
  initial: { radius: [0.9, 1.2], orbitNoise: 0.2 },
  camera: { ...image, hues: 3, halfWidth: 3 },
};

const doublePendulum: Preset = {
  name: 'double-pendulum',
  summary: 'double pendulum with the constants of the HGN replication, seen without noise',
  source: replication,
  system: 'doublePendulum',
  parameters: { mass1: 1, mass2: 1, length1: 1, length2: 1, gravity: 3, friction: 0 },
  initial: { radius: [0.5, 1.3] },
  dt: 0.125,
  noise: 0,
  camera: { ...image, hues: 2, halfWidth: 2 + discRadius(1) },
  splits,
};

/** The article's Hamiltonian of Caldirola and Kanai, with e^(c t) and c = 0.3, is friction f = c m. */
const dampedSpring: Preset = {
  ...massSpring,
  name: 'damped-spring',
  summary: 'damped mass-spring of the article on the HGN replication, seen without noise',
  source: replication,
  parameters: { ...massSpring.parameters, friction: 0.15 },
  initial: { radius: [0.75, 1.4] },
  camera: { ...oneBody, halfWidth: 1.4 + discRadius(0.5) },
};

/** Its code has the damping ratio z = 0.3 instead, which is friction f = 2 z sqrt(k m). */
const dampedSpringRatio: Preset = {
  ...dampedSpring,
  name: 'damped-spring-ratio',
  summary: 'damped mass-spring of the code of the HGN replication, seen without noise',
  parameters: { ...massSpring.parameters, friction: 0.6 },
};

/** The same data as the paper describes it: each drawn coordinate has Gaussian noise. */
function observedWithNoise(preset: Preset, noise: number): Preset {
  const summary = preset.summary.replace('without noise', `with noise of ${noise}`);
  return {
    ...preset,
    name: `paper-${preset.name}`,
    summary,
    source: `${preset.source}; ${replication}`,
    noise,
  };
}

/** The systems of the HGN paper, without and (as `paper-…`) with its observation noise. */
export const paperPresets: readonly Preset[] = [
  massSpring,
  pendulum,
  pendulumMgl,
  twoBody,
  threeBody,
  doublePendulum,
  dampedSpring,
  dampedSpringRatio,
  observedWithNoise(massSpring, 0.1),
  observedWithNoise(pendulum, 0.1),
  observedWithNoise(twoBody, 0.05),
  observedWithNoise(threeBody, 0.2),
  observedWithNoise(doublePendulum, 0.05),
  observedWithNoise(dampedSpring, 0.1),
];
