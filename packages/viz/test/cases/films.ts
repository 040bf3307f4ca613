import { imageGrid, filmStrips, rolloutColours } from '../../src/index.ts';
import { phases, springFrames } from '../data.ts';
import type { Case } from './case.ts';

const step = 0.42;
const forward = phases(30, 0.4, step);
const backward = phases(30, 0.4, -step);
const double = phases(30, 0.4, 2 * step);
const half = phases(30, 0.4, step / 2);

/** Frames side by side. */
export const filmsCases: readonly Case[] = [
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
    name: 'image-grid',
    figure: (size) =>
      imageGrid(
        { height: 32, width: 32, channels: 3, images: springFrames(phases(24, 0, 0.26), 1.3) },
        { ...size, title: 'Samples from the prior', subtitle: 'First frame of 24 trajectories' },
      ),
  },
];
