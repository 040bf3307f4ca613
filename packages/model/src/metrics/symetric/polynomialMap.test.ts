import { generate, presets as datasets } from '@hgn/datasets';
import { expect, test } from 'vitest';
import { applyPolynomialMap } from './polynomialMap.ts';
import { syMetric } from './syMetric.ts';

const truth = generate(datasets.pendulum, { seed: 2, trajectories: 10, frames: 50 });

test('the map that a batch keeps explains as much of the truth as the batch says', () => {
  // p^2 in the latent q: no linear map leads back to the truth.
  const latent = { ...truth, q: truth.q.map((q, i) => q + 0.05 * truth.p[i] ** 2) };
  const { batches } = syMetric(latent, truth);
  expect(batches.length).toBe(2);
  batches.forEach(({ map, r2 }, batch) => {
    if (map === undefined) throw new Error('a batch of finite orbits keeps its map');
    const rows = Array.from({ length: 250 }, (_, i) => 250 * batch + i);
    const found = rows.map((row) => applyPolynomialMap(map, { q: [latent.q[row]], p: [latent.p[row]] }));
    const share = (half: 'q' | 'p'): number => {
      const mean = rows.reduce((sum, row) => sum + truth[half][row], 0) / rows.length;
      let left = 0;
      let whole = 0;
      rows.forEach((row, i) => {
        left += (found[i][half][0] - truth[half][row]) ** 2;
        whole += (truth[half][row] - mean) ** 2;
      });
      return 1 - left / whole;
    };
    expect((share('q') + share('p')) / 2).toBeCloseTo(r2, 6);
    expect(r2).toBeGreaterThan(0.9);
  });
});

test('a batch of orbits that are not finite keeps no map', () => {
  const [first, ...rest] = Array.from(truth.q);
  const { batches } = syMetric({ ...truth, q: [NaN, ...rest] }, truth);
  expect(first).not.toBeNaN();
  expect(batches.map(({ map }) => map === undefined)).toEqual([true, false]);
});
