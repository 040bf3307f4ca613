import {
  barsAgainstBaseline,
  latentChart,
  poincareSection,
  streamlines,
  surface,
  contourMap,
  fieldPanels,
  imageGrid,
  sampleField,
  sampleVectors,
  vectorField,
  dotRows,
  workPrecision,
  energyAlongRollouts,
  errorPerFrame,
  filmStrips,
  lineChart,
  lossCurves,
  phasePortrait,
  rolloutColours,
  type SvgNode,
} from '../src/index.ts';
import {
  energy,
  frameError,
  henonHeilesBoundary,
  henonHeilesSection,
  loss,
  pendulum,
  phases,
  springFrames,
  steps,
  stream,
} from './data.ts';

/** One figure with fixed data: a snapshot in test/output and an entry of the gallery. */
export interface Case {
  readonly name: string;
  readonly figure: (size: { readonly width?: number }) => SvgNode;
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

/** Runs of a method of the given order, with a floor of round-off. */
function work(order: number, scale: number, evaluations: number): { cost: number[]; error: number[] } {
  const runs = [400, 800, 1600, 3200, 6400, 12800];
  return { cost: runs.map((n) => n * evaluations), error: runs.map((n) => scale / n ** order + 2e-12) };
}

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

/** Every case, in the order of the gallery. */
export const cases: readonly Case[] = [
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
    name: 'film-strips',
    figure: (size) =>
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
        { ...size, title: 'One test trajectory, rolled out four ways', difference: true },
      ),
  },
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
  {
    name: 'image-grid',
    figure: (size) =>
      imageGrid(
        { height: 32, width: 32, channels: 3, images: springFrames(phases(24, 0, 0.26), 1.3) },
        { ...size, title: 'Samples from the prior', subtitle: 'First frame of 24 trajectories' },
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
  {
    name: 'empty',
    figure: (size) => lineChart([{ label: 'loss', y: [] }], { ...size, title: 'No data', xLabel: 'step' }),
  },
  {
    name: 'one-point',
    figure: (size) =>
      lineChart([{ label: 'only', y: [0.3] }], {
        ...size,
        title: 'One point',
        xLabel: 'step',
        integerX: true,
      }),
  },
  {
    name: 'constant',
    figure: (size) =>
      lineChart([{ label: 'constant', y: [2, 2, 2, 2] }], {
        ...size,
        title: 'Constant data',
        xLabel: 'step',
      }),
  },
  {
    name: 'gaps',
    figure: (size) =>
      lineChart([{ label: 'with gaps', y: [1, 20, NaN, 300, NaN, 5, -1, 8, 200, Infinity, 40, 60] }], {
        ...size,
        title: 'Values that cannot be drawn leave gaps',
        xLabel: 'step',
        yLabel: 'error',
        yScale: 'log',
      }),
  },
];
