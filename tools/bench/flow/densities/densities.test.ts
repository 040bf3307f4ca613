import { ndarray } from '@hgn/autodiff';
import { neuralSplineFlow } from '@hgn/flow';
import { describe, expect, it } from 'vitest';
import { contestants } from './contestants.ts';
import { densities, type DensityName } from './densities.ts';
import { average, distanceOf, judge, stopwatch } from './judge.ts';
import type { Row } from './row.ts';
import { sequential } from './sequential.ts';
import { summary } from './summary.ts';
import { settingsOf, trialName } from './trials.ts';
import type { Density } from './density.ts';

/** Sums exp(log-density) over a fine grid, and over the part of it that lies in a box. */
async function masses(density: Density, from: number, to: number, cells: number, box: Box) {
  const width = (to - from) / cells;
  const at = (i: number) => from + (i + 0.5) * width;
  const points = new Float32Array(2 * cells * cells);
  for (let i = 0; i < cells * cells; i++) points.set([at(i % cells), at(Math.floor(i / cells))], 2 * i);
  const logs = await density.logDensity(ndarray(points, [cells * cells, 2]));
  let [all, inBox] = [0, 0];
  for (let i = 0; i < cells * cells; i++) {
    const mass = Math.exp(logs[i]) * width ** 2;
    all += mass;
    if (isIn(box, points[2 * i], points[2 * i + 1])) inBox += mass;
  }
  return { all, inBox };
}

type Box = readonly [number, number, number, number];
const isIn = ([left, right, bottom, top]: Box, x: number, y: number) =>
  x >= left && x < right && y >= bottom && y < top;

/** The share of 20 000 samples in a box. */
async function shareOf(density: Density, box: Box): Promise<number> {
  const { data } = await density.draw(20_000, 5);
  let count = 0;
  for (let i = 0; i < data.length; i += 2) if (isIn(box, data[i], data[i + 1])) count++;
  return count / 20_000;
}

const box: Box = [-0.5, 2, -0.75, 3];
const inThePlane = (Object.keys(densities) as DensityName[]).filter((name) => name !== 'table');

describe('the densities', () => {
  it.each(inThePlane)('of %s integrate to 1, and samples lie where they say', async (name) => {
    // Student's t has a hundredth of its mass farther out than this.
    const cells = name === 'thin-strip' ? 800 : 320;
    const { all, inBox } = await masses(densities[name], -8, 8, cells, box);
    expect(all).toBeGreaterThan(0.985);
    expect(all).toBeLessThan(1.002);
    expect(Math.abs((await shareOf(densities[name], box)) - inBox)).toBeLessThan(0.013);
  });

  it('of columns drawn one after the other do too, mirrored and logarithmic ones', async () => {
    const table = sequential('two columns', [
      () => ({ mean: 1, deviation: 0.3, mirrored: true }),
      ([a]) => ({ mean: 0.5 * a, deviation: 0.4, logarithmic: true }),
    ]);
    const { all, inBox } = await masses(table, -8, 8, 800, [-0.5, 2, 0, 1.2]);
    expect(all).toBeCloseTo(1, 2);
    expect(Math.abs((await shareOf(table, [-0.5, 2, 0, 1.2])) - inBox)).toBeLessThan(0.013);
  });
});

describe('a training against the clock', () => {
  it('stops when the seconds are used up, counted from its first step', async () => {
    let now = 100;
    const clock = () => (now += 0.25);
    const flow = neuralSplineFlow({ features: 2, layers: 1, hidden: [4], bins: 3 });
    const found = await judge(
      flow,
      densities['two-moons'],
      { seconds: 10, seed: 1, points: 50, draws: 1, training: { learningRate: 0.02, batchSize: 8 } },
      clock,
    );
    // Two askings a step, for its rate and whether there is another: the last at 41 x 0.25 s.
    expect(found.steps).toBe(21);
    expect(found.seconds).toBeGreaterThanOrEqual(10);
    expect(found.seconds).toBeLessThan(10.5);
    expect(found.millisecondsPerStep).toBeCloseTo((1000 * found.seconds) / 21);
    expect(Number.isFinite(found.belowExact)).toBe(true);
  });

  it('tells the share of a budget that is gone', () => {
    let now = 7;
    const watch = stopwatch(4, () => now);
    expect(watch.shareDone(0)).toBe(0);
    now = 10;
    expect(watch.shareDone(5)).toBe(0.75);
    expect([watch.steps(), watch.seconds()]).toEqual([5, 3]);
  });
});

describe('judging', () => {
  it('takes the mean of the differences and its standard error', () => {
    const { mean, standardError } = distanceOf([1, 2, 3, 4], [0, 0, 2, 1]);
    expect(mean).toBe(1.75);
    expect(standardError).toBeCloseTo(Math.sqrt(0.6875 / 4));
    expect(average([1, 2, 6])).toBe(3);
  });
});

describe('the rows that are kept', () => {
  const budget = { seconds: 12, seed: 1, points: 100, draws: 8 };

  it('are named by all that decides them', () => {
    const { flow, training } = settingsOf('sharp', 'banana') as { flow: object; training: object };
    const settings = { flow, training, samples: 1 };
    const name = (changed: object) => trialName('banana', 'sharp', budget, { ...settings, ...changed });
    expect(name({})).toBe(name({}));
    expect(name({ training: { ...training, learningRate: 0.5 } })).not.toBe(name({}));
    expect(name({ flow: { ...flow, blocks: 99 } })).not.toBe(name({}));
    expect(trialName('banana', 'sharp', { ...budget, seed: 2 })).toContain('-seed-2-12-s-');
    expect(trialName('banana', 'zuko-nsf', budget)).toMatch(
      /^banana-zuko-nsf-[\da-f]{10}-seed-1-12-s-100-points-8-draws$/,
    );
    for (const flow of Object.keys(contestants))
      expect(settingsOf(flow as keyof typeof contestants, 'table')).toHaveProperty(
        'flow.options.features',
        6,
      );
  });

  it('come as a table of means, with the distance to the spline flow where the seeds are the same', () => {
    const row = (flow: Row['flow'], seed: number, belowExact: number) =>
      ({ density: 'banana', flow, seed, belowExact }) as Row;
    const rows = [
      row('spline', 1, 0.01),
      row('spline', 2, 0.03),
      row('sharp', 1, 0.05),
      row('sharp', 2, 0.07),
    ];
    expect(summary(rows).split('\n')[2]).toBe('| banana | 0.020 ± 0.010 | 0.060 ± 0.010 | +0.040 |');
    expect(summary(rows.slice(0, 3)).split('\n')[2]).toBe('| banana | 0.020 ± 0.010 | 0.050 (1 seed) |  |');
  });
});
