import { describe, expect, it } from 'vitest';
import { realNVP } from '../flows/realNVP.ts';
import { fit } from './fit.ts';

/** Even quantiles of a normal distribution about a mean. */
const column = (mean: number, deviation: number): number[] =>
  Array.from({ length: 400 }, (_, i) => mean + deviation * Math.sin(2.4 * i) * Math.sqrt(2));
const flow = realNVP({ features: 2, layers: 2, hidden: [4] });
const options = { steps: 10, threads: 1 };

describe('columns far from zero', () => {
  it('are centred before they are rounded: density and samples are those of the centred ones', async () => {
    const [a, b] = [column(0, 1), column(0, 2)];
    const near = await fit(
      flow,
      a.map((x, i) => [x, b[i]]),
      options,
    );
    const far = await fit(
      flow,
      a.map((x, i) => [x + 2459000, b[i]]),
      options,
    );
    try {
      const [at] = await near.logProb([[0.3, 0.2]]);
      expect((await far.logProb([[2459000.3, 0.2]]))[0]).toBeCloseTo(at, 2);
      const drawn = (await far.sampleFloat64(500, { seed: 1 })).filter((_, i) => i % 2 === 0);
      expect(new Set(drawn).size).toBeGreaterThan(495);
    } finally {
      await near.dispose();
      await far.dispose();
    }
  });

  it('are refused for what they are where float32 has lost them', async () => {
    const { ndarray } = await import('@hgn/autodiff');
    const rounded = Float32Array.from({ length: 800 }, (_, i) => (i % 2 ? i : 2459000 + (i % 4) / 8));
    await expect(fit(flow, ndarray(rounded, [400, 2]), options)).rejects.toThrow(
      /fit: column 0 varies by 0\.1\d* about 2459000\.\d*, which is in the last digits that float32 has; subtract .* rows of numbers/,
    );
  });

  it('have a density of nothing beyond all reach', async () => {
    const trained = await fit(
      flow,
      column(0, 1).map((x, i) => [x, Math.cos(i)]),
      options,
    );
    try {
      const found = await trained.density([
        [3e38, 0],
        [0, -3e38],
        [0, 0],
      ]);
      expect([...found.logProb.slice(0, 2)]).toEqual([-Infinity, -Infinity]);
      expect(found.logProb[2]).toBeGreaterThan(-20);
      expect(found.standardError[0]).toBe(0);
    } finally {
      await trained.dispose();
    }
  });
});

it('numbers one after the other are points where the flow tells their width', async () => {
  const rows = column(1, 1).map((x, i) => [x, Math.cos(i)]);
  const [one, flat] = [
    await fit(flow, rows, options),
    await fit(flow, Float64Array.from(rows.flat()), options),
  ];
  expect([...(await flat.logProb([[1, 0]]))]).toEqual([...(await one.logProb([[1, 0]]))]);
  await expect(flat.logProb(Float32Array.of(1, 2, 3))).rejects.toThrow(
    'density: points given as one row of numbers must be a multiple of 2 of them, but got 3',
  );
  await one.dispose();
  await flat.dispose();
});
