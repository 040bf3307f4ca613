import { discRadius } from '../systems/system.ts';
import type { Preset } from './preset.ts';

const paper = 'Toth et al. 2020, arXiv:1909.13789';
const image = { size: 32, channels: 3, hues: 1 } as const;

const massSpring: Preset = {
  name: 'mass-spring',
  summary: 'mass-spring with the constants of the HGN paper, seen without noise',
  source: paper,
  system: 'massSpring',
  parameters: { mass: 0.5, springConstant: 2, friction: 0 },
  initial: { radius: [0.1, 1] },
  dt: 0.125,
  noise: 0,
  camera: { ...image, halfWidth: 1 + discRadius(0.5) },
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
  camera: { ...image, halfWidth: 1 + discRadius(0.5) },
};

const pendulumMgl: Preset = {
  ...pendulum,
  name: 'pendulum-mgl',
  summary:
    'pendulum with potential m g l (1 - cos q), H = 1.5 (1 - cos q) + p^2; some trajectories turn over',
  source: 'Botev et al. 2021, arXiv:2111.05986',
  parameters: { ...pendulum.parameters, potentialFactor: 1 },
};

/** The systems of the HGN paper. */
export const paperPresets: readonly Preset[] = [massSpring, pendulum, pendulumMgl];
