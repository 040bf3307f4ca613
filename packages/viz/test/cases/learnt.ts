import { latentChart, fieldPanels, sampleField, sampleVectors } from '../../src/index.ts';
import { pendulum, phases, stream } from '../data.ts';
import type { Case } from './case.ts';

const hamiltonian = (q: number, p: number): number => p ** 2 / 2 + 1 - Math.cos(q);
const motion = (q: number, p: number): { dq: number; dp: number } => ({ dq: p, dp: -Math.sin(q) });

const panelField = (f: (q: number, p: number) => number) => {
  const { columns, rows, values } = sampleField(f, { q: [-4, 4], p: [-3, 3], columns: 24 });
  return { columns, rows, values };
};

const { dq: dx, dp: dy } = sampleVectors(motion, { q: [-4, 4], p: [-3, 3], columns: 9 });
const panelVectors = { columns: 9, rows: 9, dx, dy };

const orbit = pendulum(2, 0, 60);
const panelPoints = Array.from(orbit.q).flatMap((q, i) => [q, orbit.p[i] ?? NaN]);

/** A learnt latent: orbits of a spring seen through a turned, sheared plane, with noise. */
const latentNoise = stream(14);
const latentOrbits = [0.4, 0.7, 1, 1.3].map((radius) => {
  const angles = phases(44, 0, 0.14);
  return {
    q: angles.map((a) => radius * (Math.cos(a) + 0.25 * Math.sin(a))),
    p: angles.map((a) => -radius * 0.9 * Math.sin(a)),
    level: radius ** 2 / 2,
  };
});
const latentStates = Array.from({ length: 400 }, () => {
  const [radius, angle] = [1.5 * Math.sqrt(latentNoise()), 2 * Math.PI * latentNoise()];
  return {
    q: radius * (Math.cos(angle) + 0.25 * Math.sin(angle)) + 0.05 * (latentNoise() - 0.5),
    p: -radius * 0.9 * Math.sin(angle) + 0.05 * (latentNoise() - 0.5),
    level: radius ** 2 / 2,
  };
});
const latentPoints = {
  q: latentStates.map(({ q }) => q),
  p: latentStates.map(({ p }) => p),
  levels: latentStates.map(({ level }) => level),
};

/** What a model has learnt, in its own plane. */
export const learntCases: readonly Case[] = [
  {
    name: 'latent-chart',
    figure: (size) =>
      latentChart(
        {
          plane: { labels: ['gauge q', 'gauge p'], r2: 0.973, defect: 0.021 },
          points: latentPoints,
          trajectories: latentOrbits,
        },
        { ...size, title: 'States of the test frames in the gauge' },
      ),
  },
  {
    name: 'latent-chart-without-gauge',
    figure: (size) =>
      latentChart(
        { plane: { variance: [0.41, 0.22], r2: 0.06 }, points: { q: latentPoints.q, p: latentPoints.p } },
        { ...size, title: 'A plane of a shuffled latent' },
      ),
  },
  {
    name: 'field-panels',
    figure: (size) =>
      fieldPanels(
        [
          {
            label: 'A pendulum',
            panels: [
              { title: 'H(q, p)', x: [-4, 4], y: [-3, 3], field: panelField(hamiltonian) },
              { title: 'motion', x: [-4, 4], y: [-3, 3], vectors: panelVectors },
              {
                title: 'H, motion, states',
                x: [-4, 4],
                y: [-3, 3],
                field: panelField(hamiltonian),
                vectors: panelVectors,
                colourMap: 'magma',
                points: panelPoints,
              },
            ],
          },
          {
            label: 'States alone, and a common scale of values',
            panels: [
              { x: [-4, 4], y: [-3, 3], points: panelPoints },
              { x: [-4, 4], y: [-3, 3], field: panelField(hamiltonian), valueDomain: [0, 2] },
            ],
          },
        ],
        { ...size, width: Math.max(620, size.width ?? 0), title: 'Panels of fields' },
      ),
  },
];
