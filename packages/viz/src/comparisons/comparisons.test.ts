import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byTag, outside, texts } from '../../test/inspect.ts';
import { barsAgainstBaseline } from './barsAgainstBaseline.ts';
import { imageGrid } from '../figures/imageGrid.ts';
import { measuredOrder, workPrecision } from './workPrecision.ts';

describe('barsAgainstBaseline', () => {
  const baselines = [
    { label: 'last frame', error: 0.02 },
    { label: 'mean frame', error: 0.01 },
  ];

  it('compares with the better baseline', () => {
    const figure = barsAgainstBaseline({ bars: [{ label: 'forward', error: 1e-4 }], baselines });
    expect(texts(figure)).toContain('100×');
  });

  it('prefers the baselines of the bar itself', () => {
    const own = [{ label: 'own', error: 0.001 }];
    const figure = barsAgainstBaseline({
      bars: [{ label: 'forward', error: 1e-4, baselines: own }],
      baselines,
    });
    expect(texts(figure)).toContain('10×');
  });

  it('draws bars in proportion to the logarithm, leftward below 1', () => {
    const bars = [1e-3, 1e-4, 0.1].map((error, index) => ({ label: `bar ${index}`, error }));
    const rects = byTag(barsAgainstBaseline({ bars, baselines }), 'rect').slice(1);
    const [ten, hundred, tenth] = rects.map(({ attributes }) => ({
      x: Number(attributes.x),
      width: Number(attributes.width),
    }));
    expect(hundred?.width).toBeCloseTo(2 * (ten?.width ?? NaN), 1);
    expect(tenth?.width).toBeCloseTo(ten?.width ?? NaN, 1);
    expect((tenth?.x ?? NaN) + (tenth?.width ?? NaN)).toBeCloseTo(ten?.x ?? NaN, 1);
  });

  it('says why a row has no bar', () => {
    const figure = barsAgainstBaseline({
      bars: [
        { label: 'a', error: NaN },
        { label: 'b', error: 0 },
        { label: 'c', error: 1, baselines: [] },
        { label: 'd', error: -1 },
      ],
      baselines,
    });
    expect(texts(figure)).toEqual(
      expect.arrayContaining([
        'MSE not finite',
        'MSE 0 against 0.01 (mean frame)',
        'no baseline',
        'MSE is negative',
      ]),
    );
    expect(byTag(figure, 'rect')).toHaveLength(1);
  });

  it('draws any numbers inside the viewBox', () => {
    const bar = fc.record({ label: fc.string({ maxLength: 20 }), error: fc.double() });
    fc.assert(
      fc.property(
        fc.array(bar, { maxLength: 4 }),
        fc.array(bar, { maxLength: 2 }),
        fc.double(),
        (bars, against, target) => {
          expect(outside(barsAgainstBaseline({ bars, baselines: against }, { target }))).toEqual([]);
        },
      ),
    );
  });
});

describe('measuredOrder', () => {
  const cost = [100, 200, 400, 800];

  it.each([1, 2, 4])('finds order %d', (order) => {
    expect(
      measuredOrder(
        cost,
        cost.map((n) => 7 / n ** order),
      ),
    ).toBeCloseTo(order, 10);
  });

  it('does not mind the order of the runs or a plateau of round-off', () => {
    const runs = [800, 100, 400, 200, 1600, 3200];
    expect(
      measuredOrder(
        runs,
        runs.map((n) => Math.max(1 / n ** 2, 1 / 1600 ** 2)),
      ),
    ).toBeCloseTo(2, 10);
  });

  it('has none for a single run', () => expect(measuredOrder([1], [1])).toBeNaN());
});

describe('workPrecision', () => {
  it('writes the measured order beside the name', () => {
    const cost = [10, 100];
    const figure = workPrecision([{ label: 'RK4', cost, error: cost.map((n) => n ** -4) }]);
    expect(texts(figure)).toContain('RK4, order\u00a04');
  });

  it('refuses runs without an error', () => {
    expect(() => workPrecision([{ label: 'RK4', cost: [1, 2], error: [1] }])).toThrow(/"RK4" has 2 and 1/);
  });

  it('draws any numbers inside the viewBox', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 8 }), (points) => {
        const method = { label: 'm', cost: points.map(([c]) => c), error: points.map(([, e]) => e) };
        expect(outside(workPrecision([method]))).toEqual([]);
      }),
    );
  });
});

describe('imageGrid', () => {
  const shape = { height: 2, width: 2, channels: 1 };

  it('fills its rows evenly', () => {
    const figure = imageGrid({ height: 32, width: 32, channels: 1, images: new Uint8Array(1024 * 20) });
    expect(byTag(figure, 'image')).toHaveLength(2);
    expect(outside(figure)).toEqual([]);
  });

  it('writes labels under the images', () => {
    const figure = imageGrid({ ...shape, images: new Uint8Array(8), labels: ['a', 'b'] }, { columns: 1 });
    expect(texts(figure)).toEqual(['a', 'b']);
    expect(byTag(figure, 'image')).toHaveLength(2);
  });

  it('says so where there is no image', () => {
    expect(texts(imageGrid({ ...shape, images: [] }))).toEqual(['No images to show']);
  });

  it('refuses labels that do not match and columns that are not whole', () => {
    expect(() => imageGrid({ ...shape, images: new Uint8Array(8), labels: ['a'] })).toThrow(/1 for 2/);
    expect(() => imageGrid({ ...shape, images: [] }, { columns: 0 })).toThrow(/whole number/);
  });
});
