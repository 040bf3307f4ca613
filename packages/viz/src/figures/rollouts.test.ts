import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byTag, outside, texts } from '../../test/inspect.ts';
import { energyAlongRollouts, energyDrift } from './energyAlongRollouts.ts';
import { errorPerFrame } from './errorPerFrame.ts';
import { lossCurves, movingMean } from './lossCurves.ts';
import { phasePortrait } from './phasePortrait.ts';

const numbers = fc.array(fc.double(), { maxLength: 12 });

describe('movingMean', () => {
  it('averages over a centred window, shorter at the ends', () => {
    const means = movingMean([0, 3, 6, 9, 30], 3, 'linear');
    [1.5, 3, 6, 15, 19.5].forEach((mean, index) => expect(means[index]).toBeCloseTo(mean, 12));
  });

  it('averages logarithms on a logarithmic axis', () => {
    const [, middle = NaN] = movingMean([1, 10, 100], 3, 'log');
    expect(middle).toBeCloseTo(10, 12);
  });

  it('passes over what cannot be drawn', () => {
    expect([...movingMean([2, NaN, 4], 3, 'linear')]).toEqual([2, NaN, 4]);
    const [first, second, third] = movingMean([1, 0, 4], 3, 'log');
    expect([first, second]).toEqual([1, 0]);
    expect(third).toBeCloseTo(4, 12);
  });

  it('forgets a huge value once it has left the window', () => {
    expect(movingMean([1e20, 1, 1, 1, 1], 3, 'linear')[3]).toBeCloseTo(1, 12);
  });

  it('does not overflow', () => {
    expect([...movingMean([1.6e308, 1.6e308, 1.6e308], 3, 'linear')].every(Number.isFinite)).toBe(true);
  });
});

describe('lossCurves', () => {
  it('draws each term faint and bold and names its last value', () => {
    const figure = lossCurves({
      terms: [{ label: 'loss', values: Array.from({ length: 100 }, () => 0.25) }],
    });
    expect(byTag(figure, 'path').map(({ attributes }) => attributes['stroke-width'])).toEqual([1, 2.25]);
    expect(texts(figure)).toContain('loss 0.25');
  });

  it('is logarithmic where the span asks for it', () => {
    const values = [1, 0.1, 0.01];
    expect(texts(lossCurves({ terms: [{ label: 'a', values }] }, { yLabel: 'loss' }))).toContain(
      'loss (log scale)',
    );
    expect(texts(lossCurves({ terms: [{ label: 'a', values: [1, 2] }] }, { yLabel: 'loss' }))).toContain(
      'loss',
    );
  });

  it('refuses terms that do not match the steps', () => {
    expect(() => lossCurves({ steps: [1, 2], terms: [{ label: 'KL', values: [1] }] })).toThrow(
      /"KL" has 1 for 2 steps/,
    );
  });

  it('draws any numbers inside the viewBox', () => {
    fc.assert(
      fc.property(fc.array(numbers, { maxLength: 3 }), fc.integer({ min: 1, max: 5 }), (all, smoothing) => {
        const terms = all.map((values, index) => ({ label: `term ${index}`, values }));
        expect(outside(lossCurves({ terms }, { smoothing }))).toEqual([]);
      }),
    );
  });
});

describe('energyDrift', () => {
  it('measures the change against the spread of the means', () => {
    // Means 1 and 3: standard deviation √2 over the two rollouts.
    const { spread, drift, relative } = energyDrift([
      [1, 1.5, 0.5],
      [3, 3, 3],
    ]);
    expect(relative).toBe(true);
    expect(spread).toBeCloseTo(Math.SQRT2, 12);
    expect(drift[0]).toBeCloseTo(0.5 / Math.SQRT2, 12);
    expect(drift[1]).toBe(0);
  });

  it('does not depend on the unit or the zero of the energy', () => {
    const rollouts = [
      [1, 1.1],
      [2, 2.3],
      [5, 4.9],
    ];
    const moved = rollouts.map((energy) => energy.map((value) => 40 - 7 * value));
    energyDrift(moved).drift.forEach((value, index) =>
      expect(value).toBeCloseTo(energyDrift(rollouts).drift[index] ?? NaN, 10),
    );
  });

  it('is absolute where there is no spread', () => {
    expect(energyDrift([[2, 2.5]])).toMatchObject({ drift: [0.5], relative: false });
    expect(
      energyDrift([
        [2, 2],
        [2, 2],
      ]),
    ).toMatchObject({ drift: [0, 0], relative: false });
  });
});

describe('energyAlongRollouts', () => {
  it('tells the drift in words', () => {
    const figure = energyAlongRollouts([
      {
        label: 'H',
        rollouts: [
          [0, 0.01],
          [1, 1],
          [2, 2.02],
        ],
      },
    ]);
    expect(texts(figure).join(' ')).toMatch(/median 1\u00a0%, largest 2\u00a0%/);
  });

  it('draws the change of a single rollout', () => {
    const figure = energyAlongRollouts([{ label: 'H', rollouts: [[5, 6, 7]] }]);
    expect(texts(figure)).toContain('H(t) − H(0)');
  });

  it('draws any numbers inside the viewBox', () => {
    fc.assert(
      fc.property(
        fc.array(numbers, { maxLength: 4 }),
        fc.constantFrom('levels' as const, 'drift' as const),
        (rollouts, show) => {
          expect(outside(energyAlongRollouts([{ label: 'H', rollouts }], { show }))).toEqual([]);
        },
      ),
    );
  });
});

describe('errorPerFrame', () => {
  it('draws constant and changing baselines', () => {
    const figure = errorPerFrame({
      rollouts: [{ label: 'forward', error: [1e-5, 2e-5] }],
      baselines: [
        { label: 'mean frame', error: 0.01 },
        { label: 'last frame', error: [0.001, 0.02] },
      ],
    });
    expect(texts(figure)).toEqual(expect.arrayContaining(['forward', 'mean frame', 'last frame']));
    expect(
      byTag(figure, 'path').filter(({ attributes }) => attributes['stroke-dasharray'] !== undefined),
    ).toHaveLength(1);
  });
});

describe('phasePortrait', () => {
  it('points its arrows along the motion', () => {
    const line = Array.from({ length: 50 }, (_, t) => t);
    const figure = phasePortrait([{ q: line, p: line.map(() => 0) }]);
    const turns = byTag(figure, 'path').flatMap(({ attributes }) =>
      [...String(attributes.transform ?? '').matchAll(/rotate\(([-\d.]+)\)/g)].map((match) =>
        Number(match[1]),
      ),
    );
    expect(turns.length).toBeGreaterThan(0);
    expect(turns.every((turn) => turn === 0)).toBe(true);
    const upward = phasePortrait([{ q: line.map(() => 0), p: line }]);
    expect(JSON.stringify(upward)).toContain('rotate(-90)');
  });

  it('rings the start', () => {
    const figure = phasePortrait([{ q: [0, 1], p: [0, 1] }], { qDomain: [0, 1], pDomain: [0, 1] });
    const frame = byTag(figure, 'svg')[1]?.attributes;
    const ring = byTag(figure, 'circle')[0]?.attributes;
    expect(ring?.cx).toBeCloseTo(Number(frame?.x), 1);
    expect(ring?.cy).toBeCloseTo(Number(frame?.y) + Number(frame?.height), 1);
  });

  it('refuses q and p of different lengths', () => {
    expect(() => phasePortrait([{ q: [1], p: [] }])).toThrow(/has 1 and 0/);
  });

  it('draws any numbers inside the viewBox', () => {
    const points = fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 10 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ points, level: fc.double() }), { maxLength: 4 }),
        fc.boolean(),
        (all, equalUnits) => {
          const trajectories = all.map(({ points: at, level }) => ({
            q: at.map(([q]) => q),
            p: at.map(([, p]) => p),
            level,
          }));
          expect(outside(phasePortrait(trajectories, { equalUnits }))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
