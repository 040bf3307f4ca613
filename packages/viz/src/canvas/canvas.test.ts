import { describe, expect, it } from 'vitest';
import { drawnPoints } from '../../test/inspect.ts';
import { memoryScratch, recordingContext, type PaintCall } from '../../test/recordingContext.ts';
import {
  fieldPixels,
  fitCanvas,
  layoutOf,
  lineChart,
  paintField,
  paintFrame,
  paintFrames,
  paintPoints,
  paintTrajectories,
  palette,
  phasePortrait,
  placePlot,
  ramps,
  sampleField,
} from '../index.ts';

const unit = placePlot({
  area: { left: 0, top: 0, width: 100, height: 100 },
  x: { kind: 'linear', domain: [0, 10] },
  y: { kind: 'linear', domain: [0, 10] },
});
const named = (calls: readonly PaintCall[], name: string): readonly PaintCall[] =>
  calls.filter((call) => call.name === name);
const points = (calls: readonly PaintCall[]): readonly unknown[] =>
  calls.filter(({ name }) => name === 'moveTo' || name === 'lineTo').map(({ parameters }) => parameters);

describe('paintTrajectories', () => {
  const orbits = [1, 2, 3].map((radius) => ({
    q: Array.from({ length: 40 }, (_, i) => radius * Math.cos(i / 6)),
    p: Array.from({ length: 40 }, (_, i) => -radius * Math.sin(i / 6)),
    level: radius,
  }));

  it('paints the points and colours of the figure', () => {
    const figure = phasePortrait(orbits, { arrows: false });
    const { context, calls } = recordingContext();
    paintTrajectories(context, layoutOf(figure).plot, orbits);
    const drawn = drawnPoints(figure).filter(({ from }) => from.startsWith('path'));
    const painted = points(calls) as readonly (readonly [number, number])[];
    expect(painted).toHaveLength(120);
    painted.forEach(([x, y], index) => {
      expect(Math.abs(x - (drawn[index]?.x ?? NaN))).toBeLessThan(0.011);
      expect(Math.abs(y - (drawn[index]?.y ?? NaN))).toBeLessThan(0.011);
    });
    expect(named(calls, 'stroke').map(({ style }) => style.strokeStyle)).toEqual(
      [0, 3, 6].map((step) => ramps.light[step]),
    );
  });

  it('leaves gaps and stops between two points', () => {
    const { context, calls } = recordingContext();
    paintTrajectories(context, unit, [{ q: [0, 1, NaN, 3, 4, 5], p: [0, 1, 2, 3, 4, 5] }], { until: 4.5 });
    expect(calls.filter(({ name }) => name === 'moveTo')).toHaveLength(2);
    expect(points(calls)).toEqual([
      [0, 100],
      [10, 90],
      [30, 70],
      [40, 60],
      [45, 55],
    ]);
  });

  it('draws a trail of the asked length with a head', () => {
    const { context, calls } = recordingContext();
    const line = { q: [0, 1, 2, 3], p: [0, 0, 0, 0], colour: 'teal' };
    paintTrajectories(context, unit, [line], { until: 2.5, trail: 1, headRadius: 3, mode: 'dark' });
    expect(points(calls)).toEqual([
      [15, 100],
      [20, 100],
      [25, 100],
    ]);
    expect(named(calls, 'arc')[0]?.parameters.slice(0, 3)).toEqual([25, 100, 3]);
    expect(named(calls, 'fill')[0]?.style.fillStyle).toBe(palette.dark.teal);
  });

  it('takes the colours of a page', () => {
    const { context, calls } = recordingContext();
    const colours = { blue: '#123456' };
    paintTrajectories(
      context,
      unit,
      [
        { q: [1], p: [1] },
        { q: [1], p: [1], colour: 'rgb(1 2 3)' },
      ],
      { colours },
    );
    expect(named(calls, 'stroke').map(({ style }) => style.strokeStyle)).toEqual(['#123456', 'rgb(1 2 3)']);
  });

  it('follows logarithmic axes', () => {
    const { plot } = layoutOf(lineChart([{ label: 'a', y: [1, 10, 1000] }], { yScale: 'log' }));
    const { context, calls } = recordingContext();
    paintTrajectories(context, plot, [{ q: [1], p: [10] }]);
    expect(points(calls)).toEqual([[plot.x.position(1), plot.y.position(10)]]);
  });

  it('draws nothing before the first point, and cuts off at the plot', () => {
    const { context, calls } = recordingContext();
    paintTrajectories(context, unit, [{ q: [1, 2], p: [1, 2] }], { until: -1 });
    expect(named(calls, 'stroke')).toEqual([]);
    expect(named(calls, 'rect')[0]?.parameters).toEqual([0, 0, 100, 100]);
    expect(named(calls, 'restore')).toHaveLength(1);
  });

  it('refuses q and p of different lengths', () => {
    const { context } = recordingContext();
    expect(() => paintTrajectories(context, unit, [{ q: [1], p: [] }])).toThrow(/have 1 and 0/);
  });
});

describe('paintPoints', () => {
  it('paints every finite point at its place', () => {
    const { context, calls } = recordingContext();
    paintPoints(context, unit, { q: [1, NaN, 3], p: [1, 2, 3] }, { colour: 'orange' });
    expect(named(calls, 'moveTo').map(({ parameters }) => parameters)).toEqual([
      [10, 90],
      [30, 70],
    ]);
    expect(named(calls, 'stroke')[0]?.style.strokeStyle).toBe(palette.light.orange);
  });

  it('colours by level on the ramp, grey where there is none', () => {
    const { context, calls } = recordingContext();
    paintPoints(context, unit, { q: [1, 2, 3], p: [1, 2, 3], levels: [0, 1, NaN] });
    const filled = named(calls, 'stroke').map(({ style }) => style.strokeStyle);
    expect(filled).toEqual([palette.light.grey, ...ramps.light]);
  });

  it('refuses levels of another length', () => {
    const { context } = recordingContext();
    expect(() => paintPoints(context, unit, { q: [1], p: [1], levels: [] })).toThrow(/have 1, 1 and 0/);
  });
});

describe('paintField', () => {
  const grid = sampleField((q, p) => q + 2 * p, { q: [0, 10], p: [0, 10], columns: 5, rows: 3 });

  it('puts nodes where their q and p lie, the lowest p at the bottom', () => {
    const { context, calls } = recordingContext();
    const { scratch, pixels } = memoryScratch();
    paintField(context, unit, grid, { scratch });
    const [, left, top, width, height] = (named(calls, 'drawImage')[0]?.parameters ?? []) as number[];
    expect([left, top, width, height]).toEqual([-12.5, -25, 125, 150]);
    const expected = fieldPixels(grid);
    const { data } = pixels();
    for (let pixel = 0; pixel < 15; pixel++) {
      expect([...data.subarray(4 * pixel, 4 * pixel + 3)]).toEqual([
        ...expected.data.subarray(3 * pixel, 3 * pixel + 3),
      ]);
      expect(data[4 * pixel + 3]).toBe(255);
    }
  });

  it('leaves blank what is not finite', () => {
    const { scratch, pixels } = memoryScratch();
    const values = Float64Array.from(grid.values);
    values[0] = NaN;
    paintField(recordingContext().context, unit, { ...grid, values }, { scratch });
    expect([...pixels().data.subarray(4 * 10, 4 * 11)]).toEqual([0, 0, 0, 0]);
  });

  it('refuses logarithmic axes', () => {
    const { plot } = layoutOf(lineChart([{ label: 'a', y: [1, 10] }], { yScale: 'log' }));
    const { scratch } = memoryScratch();
    expect(() => paintField(recordingContext().context, plot, grid, { scratch })).toThrow(/must be linear/);
  });
});

describe('paintFrame and paintFrames', () => {
  const shape = { height: 1, width: 2, channels: 1 };
  const area = { left: 5, top: 6, width: 70, height: 8 };

  it('lays one image of several', () => {
    const { context, calls } = recordingContext();
    const { scratch, pixels } = memoryScratch();
    paintFrame(context, area, Float32Array.of(0, 0.2, 1, NaN), shape, { scratch, index: 1 });
    expect([...pixels().data]).toEqual([255, 255, 255, 255, 255, 0, 255, 255]);
    expect(named(calls, 'drawImage')[0]?.parameters.slice(1)).toEqual([5, 6, 70, 8]);
    expect(named(calls, 'drawImage')[0]?.style.imageSmoothingEnabled).toBe(false);
  });

  it('lays a strip with gaps and empty places', () => {
    const { scratch, pixels } = memoryScratch();
    const options = { scratch, indices: [1, undefined, 0] };
    paintFrames(recordingContext().context, area, Uint8Array.of(1, 2, 3, 4), shape, options);
    const alpha = [...pixels().data].filter((_, index) => index % 4 === 3);
    const red = [...pixels().data].filter((_, index) => index % 4 === 0);
    expect(alpha).toEqual([255, 255, 0, 0, 0, 0, 255, 255]);
    expect(red).toEqual([3, 4, 0, 0, 0, 0, 1, 2]);
  });

  it('refuses an image that is not there', () => {
    const { context } = recordingContext();
    const { scratch } = memoryScratch();
    expect(() => paintFrame(context, area, Uint8Array.of(1, 2), shape, { scratch, index: 1 })).toThrow(
      /from 0 to 0, but got 1/,
    );
    expect(() => paintFrame(context, area, Uint8Array.of(1), shape, { scratch })).toThrow(/whole images/);
  });
});

describe('fitCanvas', () => {
  it('makes units those of the figure and resizes only where it has to', () => {
    const { context, calls } = recordingContext();
    const sizes: number[] = [];
    let inner = 0;
    const canvas = {
      height: 200,
      get width() {
        return inner;
      },
      set width(value: number) {
        sizes.push(value);
        inner = value;
      },
    };
    const fitted = Object.assign(context, { canvas });
    for (let frame = 0; frame < 2; frame++) fitCanvas(fitted, { width: 200, height: 100 }, 400);
    expect(sizes).toEqual([400]);
    expect(named(calls, 'setTransform')[0]?.parameters).toEqual([2, 0, 0, 2, 0, 0]);
    expect(named(calls, 'clearRect')[0]?.parameters).toEqual([0, 0, 200, 100]);
  });
});
