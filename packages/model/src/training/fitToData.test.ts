import { generate, presets as datasets } from '@hgn/datasets';
import { expect, it } from 'vitest';
import { presets } from '../presets/presets.ts';
import { fitToData } from './fitToData.ts';

const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 8, frames: 64 });
const { model } = presets.quickstart;
const { dynamics } = model;
if (dynamics.type !== 'hamiltonian') throw new Error('quickstart is Hamiltonian');
const open = {
  ...model,
  dynamics: { ...dynamics, potential: { ...dynamics.potential, frequencies: 'data' as const } },
};

it('reads the starting frequencies off the pixels: a spring of angular frequency 2 lies inside them', () => {
  const fitted = fitToData(open, sequences).dynamics;
  if (fitted.type !== 'hamiltonian') throw new Error('the dynamics changed its type');
  const [lowest, highest] = fitted.potential.frequencies as readonly [number, number];
  expect(lowest).toBeGreaterThan(0.2);
  expect(lowest).toBeLessThan(1);
  expect(highest).toBeGreaterThan(2.2);
  expect(highest).toBeLessThan(4);
});

it('leaves everything else as it is', () => {
  expect(fitToData(model, sequences)).toEqual(model);
  const fitted = fitToData(open, sequences);
  expect({ ...fitted, dynamics: undefined }).toEqual({ ...model, dynamics: undefined });
});
