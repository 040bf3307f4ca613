import {
  energyAlongRollouts,
  errorPerFrame,
  filmStrips,
  lineChart,
  lossCurves,
  phasePortrait,
  rolloutColours,
  type SvgNode,
} from '../src/index.ts';
import { energy, frameError, loss, pendulum, phases, springFrames, steps } from './data.ts';

/** One figure with fixed data: a snapshot in test/output and an entry of the gallery. */
export interface Case {
  readonly name: string;
  readonly figure: () => SvgNode;
}

const step = 0.42;
const forward = phases(30, 0.4, step);
const backward = phases(30, 0.4, -step);
const double = phases(30, 0.4, 2 * step);
const half = phases(30, 0.4, step / 2);

const lastFrame = Float64Array.from(
  { length: 30 },
  (_, t) => 0.024 * Math.sin((t * step) / 2) ** 2 + 2e-4 * t,
);

/** Every case, in the order of the gallery. */
export const cases: readonly Case[] = [
  {
    name: 'line-chart',
    figure: () =>
      lineChart(
        [
          { label: 'position q', y: pendulum(2, 0).q, x: phases(90, 0, 0.1) },
          { label: 'momentum p', y: pendulum(2, 0).p, x: phases(90, 0, 0.1) },
        ],
        {
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
    figure: () =>
      lossCurves(
        {
          steps,
          terms: [
            { label: 'reconstruction', values: loss(1, 0.06, 3e-5) },
            { label: 'KL', values: loss(2, 4, 0.2) },
            { label: 'total', values: loss(3, 0.09, 2e-4) },
          ],
        },
        { title: 'Training', subtitle: 'Each logged value faint, moving mean bold', yLabel: 'loss' },
      ),
  },
  {
    name: 'loss-curves-linear',
    figure: () =>
      lossCurves(
        { terms: [{ label: 'ELBO', values: loss(4, -1.9, -2.4, 120) }] },
        { title: 'A term that is negative stays linear', yLabel: 'nats' },
      ),
  },
  {
    name: 'energy-levels',
    figure: () =>
      energyAlongRollouts(
        [
          {
            label: 'learnt H',
            rollouts: [0.3, 0.7, 1.1, 1.8, 2.6, 3.3].map((level) => energy(10 + 2 * level, 0.03, 0.0006)),
          },
        ],
        { title: 'The learnt energy is conserved', timeStep: 0.125, xLabel: 'time (s)' },
      ),
  },
  {
    name: 'energy-drift',
    figure: () =>
      energyAlongRollouts(
        [
          { label: 'leapfrog', rollouts: [1, 1.6, 2.4, 3].map((level) => energy(level, 0.012, 0)) },
          { label: 'Euler', rollouts: [1, 1.6, 2.4, 3].map((level) => energy(level, 0.012, 0.0022 * level)) },
        ],
        { title: 'Change of the energy since the first frame', show: 'drift' },
      ),
  },
  {
    name: 'error-per-frame',
    figure: () =>
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
        { title: 'Error of each frame', subtitle: 'Mean over 256 test trajectories' },
      ),
  },
  {
    name: 'film-strips',
    figure: () =>
      filmStrips(
        {
          height: 32,
          width: 32,
          channels: 3,
          rows: [
            { group: 'Forward', label: 'truth', frames: springFrames(forward), colour: 'ink' },
            {
              group: 'Forward',
              label: 'reconstruction',
              frames: springFrames(forward, 1.4, 0.03),
              target: springFrames(forward),
              colour: rolloutColours.forward,
            },
            {
              group: 'Backward in time',
              label: 'truth',
              frames: springFrames(backward),
              times: phases(30, 0, -1),
              colour: 'ink',
            },
            {
              group: 'Backward in time',
              label: 'model',
              frames: springFrames(backward, 1.4, 0.05),
              times: phases(30, 0, -1),
              colour: rolloutColours.backward,
            },
            {
              group: 'Double speed',
              label: 'model',
              frames: springFrames(double, 1.4),
              times: phases(30, 0, 2),
              colour: rolloutColours.doubleSpeed,
            },
            {
              group: 'Half speed',
              label: 'model',
              frames: springFrames(half, 1.4),
              times: phases(30, 0, 0.5),
              colour: rolloutColours.halfSpeed,
            },
          ],
        },
        { title: 'One test trajectory, rolled out four ways', difference: true },
      ),
  },
  {
    name: 'phase-portrait',
    figure: () =>
      phasePortrait(
        [0.5, 1, 1.5, 2, 2.5, 2.9].map((q0) => ({ ...pendulum(q0, 0, 110), level: 1 - Math.cos(q0) })),
        { title: 'Pendulum in phase space', qLabel: 'angle q (rad)', pLabel: 'momentum p' },
      ),
  },
  {
    name: 'phase-portrait-compared',
    figure: () =>
      phasePortrait(
        [
          { ...pendulum(2, 0, 68), label: 'truth', colour: 'ink', pattern: 'dashed' },
          { ...pendulum(1.9, 0.1, 68), label: 'model', colour: 'blue' },
        ],
        { title: 'Truth and model', equalUnits: true },
      ),
  },
  {
    name: 'empty',
    figure: () => lineChart([{ label: 'loss', y: [] }], { title: 'No data', xLabel: 'step' }),
  },
  {
    name: 'one-point',
    figure: () =>
      lineChart([{ label: 'only', y: [0.3] }], { title: 'One point', xLabel: 'step', integerX: true }),
  },
  {
    name: 'constant',
    figure: () =>
      lineChart([{ label: 'constant', y: [2, 2, 2, 2] }], { title: 'Constant data', xLabel: 'step' }),
  },
  {
    name: 'gaps',
    figure: () =>
      lineChart([{ label: 'with gaps', y: [1, 20, NaN, 300, NaN, 5, -1, 8, 200, Infinity, 40, 60] }], {
        title: 'Values that cannot be drawn leave gaps',
        xLabel: 'step',
        yLabel: 'error',
        yScale: 'log',
      }),
  },
];
