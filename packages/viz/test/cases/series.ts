import {
  barsAgainstBaseline,
  dotRows,
  workPrecision,
  energyAlongRollouts,
  errorPerFrame,
  lineChart,
  lossCurves,
  rolloutColours,
} from '../../src/index.ts';
import { energy, frameError, loss, pendulum, phases, steps } from '../data.ts';
import type { Case } from './case.ts';

const step = 0.42;

const lastFrame = Float64Array.from(
  { length: 30 },
  (_, t) => 0.024 * Math.sin((t * step) / 2) ** 2 + 2e-4 * t,
);

/** Runs of a method of the given order, with a floor of round-off. */
function work(order: number, scale: number, evaluations: number): { cost: number[]; error: number[] } {
  const runs = [400, 800, 1600, 3200, 6400, 12800];
  return { cost: runs.map((n) => n * evaluations), error: runs.map((n) => scale / n ** order + 2e-12) };
}

/** Numbers along a line, and comparisons of them. */
export const seriesCases: readonly Case[] = [
  {
    name: 'line-chart',
    figure: (size) =>
      lineChart(
        [
          { label: 'position q', y: pendulum(2, 0).q, x: phases(90, 0, 0.1) },
          { label: 'momentum p', y: pendulum(2, 0).p, x: phases(90, 0, 0.1) },
        ],
        {
          ...size,
          title: 'A pendulum swings',
          subtitle: 'Released at rest, 115° from the vertical',
          xLabel: 'time (s)',
          yLabel: 'angle (rad) and angular momentum',
          references: [{ value: 0 }],
          bands: [{ from: 0, to: 0.5, label: 'seen' }],
        },
      ),
  },
  {
    name: 'loss-curves',
    figure: (size) =>
      lossCurves(
        {
          steps,
          terms: [
            { label: 'reconstruction', values: loss(1, 0.06, 3e-5) },
            { label: 'KL', values: loss(2, 4, 0.2) },
            { label: 'total', values: loss(3, 0.09, 2e-4) },
          ],
        },
        { ...size, title: 'Training', subtitle: 'Each logged value faint, moving mean bold', yLabel: 'loss' },
      ),
  },
  {
    name: 'loss-curves-linear',
    figure: (size) =>
      lossCurves(
        { terms: [{ label: 'ELBO', values: loss(4, -1.9, -2.4, 120) }] },
        { ...size, title: 'A term that is negative stays linear', yLabel: 'nats' },
      ),
  },
  {
    name: 'energy-levels',
    figure: (size) =>
      energyAlongRollouts(
        [
          {
            label: 'learnt H',
            rollouts: [0.3, 0.7, 1.1, 1.8, 2.6, 3.3].map((level) => energy(10 + 2 * level, 0.03, 0.0006)),
          },
        ],
        { ...size, title: 'The learnt energy is conserved', timeStep: 0.125, xLabel: 'time (s)' },
      ),
  },
  {
    name: 'energy-drift',
    figure: (size) =>
      energyAlongRollouts(
        [
          { label: 'leapfrog', rollouts: [1, 1.6, 2.4, 3].map((level) => energy(level, 0.012, 0)) },
          { label: 'Euler', rollouts: [1, 1.6, 2.4, 3].map((level) => energy(level, 0.012, 0.0022 * level)) },
        ],
        { ...size, title: 'Change of the energy since the first frame', show: 'drift' },
      ),
  },
  {
    name: 'error-per-frame',
    figure: (size) =>
      errorPerFrame(
        {
          rollouts: [
            { label: 'forward', error: frameError(1, 3e-5, 0.002), colour: rolloutColours.forward },
            { label: 'backward', error: frameError(2, 3.4e-5, 0.004), colour: rolloutColours.backward },
            {
              label: 'double speed',
              error: frameError(3, 3.2e-5, 0.012),
              colour: rolloutColours.doubleSpeed,
            },
            { label: 'half speed', error: frameError(4, 2.9e-5, 0.0006), colour: rolloutColours.halfSpeed },
          ],
          baselines: [
            { label: 'repeat the last frame', error: lastFrame },
            { label: 'mean frame', error: 0.0094 },
          ],
        },
        { ...size, title: 'Error of each frame', subtitle: 'Mean over 256 test trajectories' },
      ),
  },
  {
    name: 'bars-against-baseline',
    figure: (size) =>
      barsAgainstBaseline(
        {
          bars: [
            { label: 'forward', error: 2.3e-5, colour: rolloutColours.forward },
            { label: 'backward', error: 2.6e-5, colour: rolloutColours.backward },
            { label: 'double speed', error: 4.1e-5, colour: rolloutColours.doubleSpeed },
            { label: 'half speed', error: 2.1e-5, colour: rolloutColours.halfSpeed },
            { label: 'untrained', error: 0.031, colour: 'grey' },
          ],
          baselines: [
            { label: 'last frame', error: 0.0134 },
            { label: 'mean frame', error: 0.0094 },
          ],
        },
        { ...size, title: 'How far below predicting without a model', target: 50 },
      ),
  },
  {
    name: 'work-precision',
    figure: (size) =>
      workPrecision(
        [
          { label: 'symplectic Euler', ...work(1, 0.9, 1) },
          { label: 'leapfrog', ...work(2, 40, 1) },
          { label: 'Yoshida 4', ...work(4, 3e7, 3) },
          { label: 'RK4', ...work(4, 9e8, 4) },
        ],
        { ...size, title: 'Pendulum, 10 periods', yLabel: 'error of q at the end' },
      ),
  },
  {
    name: 'dot-rows',
    figure: (size) =>
      dotRows(
        [
          { label: 'leapfrog', values: [0.31, 0.24, 0.35], published: [{ label: 'paper', value: 6.2 }] },
          { label: 'Euler', values: [0.76, 0.81, 0.69], published: [{ label: 'paper', value: 6.2 }] },
          { label: 'a network without an energy', values: [12, 19, 44], colour: 'orange' },
        ],
        {
          ...size,
          title: 'Error of three seeds each',
          xLabel: 'test MSE (x 1e4)',
          lines: [{ label: 'last frame', value: 63 }],
        },
      ),
  },
];
