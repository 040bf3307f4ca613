import {
  poincareSection,
  streamlines,
  surface,
  contourMap,
  sampleField,
  sampleVectors,
  vectorField,
  phasePortrait,
} from '../../src/index.ts';
import { henonHeilesBoundary, henonHeilesSection, pendulum } from '../data.ts';
import type { Case } from './case.ts';

const hamiltonian = (q: number, p: number): number => p ** 2 / 2 + 1 - Math.cos(q);
const motion = (q: number, p: number): { dq: number; dp: number } => ({ dq: p, dp: -Math.sin(q) });

/** Motion and functions in a plane. */
export const planesCases: readonly Case[] = [
  {
    name: 'phase-portrait',
    figure: (size) =>
      phasePortrait(
        [0.5, 1, 1.5, 2, 2.5, 2.9].map((q0) => ({ ...pendulum(q0, 0, 110), level: 1 - Math.cos(q0) })),
        { ...size, title: 'Pendulum in phase space', qLabel: 'angle q (rad)', pLabel: 'momentum p' },
      ),
  },
  {
    name: 'phase-portrait-compared',
    figure: (size) =>
      phasePortrait(
        [
          { ...pendulum(2, 0, 68), label: 'truth', colour: 'ink', pattern: 'dashed' },
          { ...pendulum(1.9, 0.1, 68), label: 'model', colour: 'blue' },
        ],
        { ...size, title: 'Truth and model', equalUnits: true },
      ),
  },
  {
    name: 'contour-map',
    figure: (size) =>
      contourMap(sampleField(hamiltonian, { q: [-4, 4], p: [-3, 3], columns: 64 }), {
        ...size,
        title: 'The pendulum’s Hamiltonian',
        qLabel: 'angle q (rad)',
        pLabel: 'momentum p',
        trajectories: [pendulum(1, 0, 68), pendulum(2.6, 0, 90)],
      }),
  },
  {
    name: 'contour-map-flow',
    figure: (size) =>
      contourMap(sampleField(hamiltonian, { q: [-4, 4], p: [-3, 3], columns: 64 }), {
        ...size,
        title: 'Level sets and motion',
        colourMap: 'magma',
        vectors: sampleVectors(motion, { q: [-3.75, 3.75], p: [-2.8, 2.8], columns: 13 }),
      }),
  },
  {
    name: 'vector-field',
    figure: (size) =>
      vectorField(sampleVectors(motion, { q: [-4, 4], p: [-3, 3] }), {
        ...size,
        title: 'The pendulum’s motion',
        qLabel: 'angle q (rad)',
        pLabel: 'momentum p',
        trajectories: [pendulum(2.4, 0, 85)],
      }),
  },
  {
    name: 'streamlines',
    figure: (size) =>
      streamlines(sampleVectors(motion, { q: [-4, 4], p: [-3, 3], columns: 64 }), {
        ...size,
        title: 'The pendulum’s motion, evenly spaced',
        qLabel: 'angle q (rad)',
        pLabel: 'momentum p',
      }),
  },
  {
    name: 'surface',
    figure: (size) =>
      surface(sampleField(hamiltonian, { q: [-4, 4], p: [-3, 3], columns: 33 }), {
        ...size,
        title: 'The pendulum’s Hamiltonian, and two swings',
        qLabel: 'angle q (rad)',
        pLabel: 'momentum p',
        trajectories: [pendulum(1, 0, 68), pendulum(2.6, 0, 90)],
      }),
  },
  {
    name: 'poincare-section',
    figure: (size) =>
      poincareSection(
        {
          orbits: [
            { ...henonHeilesSection(0.125, 0.38, 0, 150), label: 'regular' },
            { ...henonHeilesSection(0.125, 0.02, 0.26, 150), label: 'regular, upper' },
            { ...henonHeilesSection(0.125, 0.1, 0.1, 150), label: 'five islands' },
            { ...henonHeilesSection(0.125, 0, 0.4, 150), label: 'outer islands' },
            { ...henonHeilesSection(0.125, -0.2, 0.1, 500), label: 'chaotic', colour: 'grey' },
          ],
          boundary: [henonHeilesBoundary(0.125)],
        },
        { ...size, width: 560, title: 'Hénon–Heiles at E = 1/8', qLabel: 'y', pLabel: 'momentum of y' },
      ),
  },
];
