import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWidth, wrapText } from '../theme/text.ts';
import { spreadLabels } from './labels.ts';
import { pathThrough, runs, thinned } from './lines.ts';

describe('spreadLabels', () => {
  it('leaves labels that stand apart where they are', () => {
    expect(spreadLabels([90, 20, 50], [10, 10, 10], 0, 100)).toEqual([90, 20, 50]);
  });

  it('moves two that meet by the same amount', () => {
    expect(spreadLabels([50, 50], [10, 10], 0, 100)).toEqual([45, 55]);
  });

  it('never overlaps, never leaves the room, keeps the order', () => {
    const some = fc.array(
      fc.record({ at: fc.integer({ min: -50, max: 350 }), height: fc.integer({ min: 5, max: 30 }) }),
      {
        maxLength: 10,
      },
    );
    fc.assert(
      fc.property(some, (labels) => {
        const heights = labels.map(({ height }) => height);
        const places = spreadLabels(
          labels.map(({ at }) => at),
          heights,
          0,
          300,
        );
        const boxes = places
          .map((place, index) => ({ place, half: (heights[index] ?? 0) / 2, at: labels[index]?.at ?? 0 }))
          .sort((a, b) => a.place - b.place);
        boxes.forEach(({ place, half, at }, index) => {
          expect(place - half).toBeGreaterThanOrEqual(-1e-9);
          expect(place + half).toBeLessThanOrEqual(300 + 1e-9);
          const next = boxes[index + 1];
          if (next === undefined) return;
          expect(place + half).toBeLessThanOrEqual(next.place - next.half + 1e-9);
          expect(at).toBeLessThanOrEqual(next.at);
        });
      }),
    );
  });
});

describe('runs', () => {
  it('breaks at positions that are not finite', () => {
    const y = [1, NaN, 2, 3];
    expect(
      runs(
        4,
        (i) => i,
        (i) => y[i] ?? NaN,
      ),
    ).toEqual([
      [[0, 1]],
      [
        [2, 2],
        [3, 3],
      ],
    ]);
  });
});

describe('thinned', () => {
  it('keeps first, last, lowest and highest of each unit in their order', () => {
    const run = Array.from({ length: 40 }, (_, i) => [i / 20, i === 7 ? 9 : i === 12 ? -9 : 0] as const);
    const kept = thinned(run).filter(([x]) => x < 1);
    expect(kept).toEqual([
      [0, 0],
      [0.35, 9],
      [0.6, -9],
      [0.95, 0],
    ]);
  });

  it('leaves short runs alone', () => {
    const run = [[0, 1] as const, [10, 2] as const];
    expect(thinned(run)).toBe(run);
  });
});

it('pathThrough rounds to hundredths', () => {
  expect(
    pathThrough([
      [0, 1.234],
      [1 / 3, 5],
    ]),
  ).toBe('M0,1.23L0.33,5');
});

describe('wrapText', () => {
  it('breaks at spaces', () => {
    expect(wrapText('repeat the last frame', 10, 70)).toEqual(['repeat the', 'last frame']);
  });

  it('cuts a word that is too long', () => {
    const [line = ''] = wrapText('reconstructionreconstruction', 10, 60);
    expect(line).toMatch(/^reconstr.*…$/);
    expect(textWidth(line, 10)).toBeLessThanOrEqual(60);
  });

  it('keeps no line for no text', () => {
    expect(wrapText('  ', 10, 60)).toEqual([]);
  });
});
