import { describe, expect, it } from 'vitest';
import { byTag, outside, pathPoints, texts } from '../../test/inspect.ts';
import { fieldPanels, type FieldPanel } from './fieldPanels.ts';

const square = { x: [-1, 1], y: [-1, 1] } as const;
const rising = Float64Array.from({ length: 81 }, (_, i) => (i % 9) + 10 * Math.floor(i / 9));

/** The inner svg of each panel, which holds its marks. */
const panelsOf = (figure: ReturnType<typeof fieldPanels>) => byTag(figure, 'svg').slice(1);

describe('fieldPanels', () => {
  it('puts low x at the left and low y at the bottom', () => {
    const panel: FieldPanel = { ...square, points: [-1, -1, 0.5, 1] };
    const [drawn] = panelsOf(fieldPanels([{ panels: [panel] }], { width: 400 }));
    const [dots] = byTag(drawn, 'path');
    const points = pathPoints(String(dots.attributes.d));
    expect(points[0]).toEqual([0, 400]);
    expect(points[2]).toEqual([300, 0]);
  });

  it('leaves out points beyond the panel, and values that are not finite', () => {
    const far = fieldPanels([{ panels: [{ ...square, points: [7, 0, 0, NaN] }] }]);
    expect(byTag(far, 'path')).toEqual([]);
    const none = { columns: 2, rows: 2, values: [NaN, NaN, NaN, NaN] };
    expect(byTag(fieldPanels([{ panels: [{ ...square, field: none }] }]), 'path')).toEqual([]);
  });

  it('gives panels of one row one size, whatever they show, and keeps everything inside', () => {
    const vectors = {
      columns: 3,
      rows: 3,
      dx: new Array<number>(9).fill(1),
      dy: new Array<number>(9).fill(0),
    };
    const figure = fieldPanels(
      [
        { label: 'one', panels: [{ title: 'a', ...square, field: { columns: 9, rows: 9, values: rising } }] },
        { panels: [{ ...square, vectors }, { ...square }, { ...square, points: [0, 0] }] },
      ],
      { title: 'Panels' },
    );
    expect(new Set(panelsOf(figure).map(({ attributes }) => attributes.width)).size).toBe(1);
    expect(outside(figure)).toEqual([]);
    expect(texts(figure)).toEqual(expect.arrayContaining(['Panels', 'one', 'a', 'x −1 … 1', 'y −1 … 1']));
  });

  it('says below a panel what its axes and its colours are, in a bar of the same bands', () => {
    const field = { columns: 9, rows: 9, values: rising };
    const panel: FieldPanel = { ...square, field, axes: ['q₁', 'q₂'], valueLabel: 'V', valueDomain: [0, 88] };
    const figure = fieldPanels([{ panels: [panel, { ...square }] }]);
    expect(texts(figure)).toEqual(expect.arrayContaining(['q₁ −1 … 1', 'q₂ −1 … 1', 'V', '0', '88']));
    const side = Number(panelsOf(figure)[0].attributes.width);
    const bands = byTag(figure, 'rect').filter(({ attributes }) => attributes.height === 6);
    expect(bands[0].attributes.x).toBe(0);
    const last = bands.at(-1)?.attributes;
    expect(Number(last?.x) + Number(last?.width)).toBeCloseTo(side, 1);
    const drawn = byTag(panelsOf(figure)[0], 'path').map(({ attributes }) => attributes.fill);
    expect(drawn).toEqual(bands.map(({ attributes }) => attributes.fill));
    expect(outside(figure)).toEqual([]);
  });

  it('draws arrows along the motion, up for rising y', () => {
    const vectors = { columns: 2, rows: 2, dx: [0, 0, 0, 0], dy: [1, 1, 1, 1] };
    const [drawn] = panelsOf(fieldPanels([{ panels: [{ ...square, vectors }] }]));
    for (const arrow of byTag(drawn, 'path')) {
      const [[x0, y0], [x1, y1]] = pathPoints(String(arrow.attributes.d));
      expect(x1).toBeCloseTo(x0, 6);
      expect(y1).toBeLessThan(y0);
    }
  });

  it('gives equal values equal colours under a common domain', () => {
    const flat = (value: number): FieldPanel => ({
      ...square,
      field: { columns: 2, rows: 2, values: [value, value, value, value] },
      valueDomain: [0, 1],
    });
    const figure = fieldPanels([{ panels: [flat(0.2), flat(0.2), flat(0.9)] }]);
    const top = panelsOf(figure).map((panel) => byTag(panel, 'path').at(-1)?.attributes.fill);
    expect(top[0]).toBe(top[1]);
    expect(top[2]).not.toBe(top[0]);
  });

  it('says so when there is nothing', () => {
    expect(texts(fieldPanels([]))).toContain('No panels to show');
  });

  it('refuses what does not fit', () => {
    const field = { columns: 3, rows: 3, values: [1, 2] };
    expect(() => fieldPanels([{ panels: [{ ...square, field }] }])).toThrow('must have 9 values, but has 2');
    expect(() => fieldPanels([{ panels: [{ x: [1, 0], y: [0, 1] }] }])).toThrow('two rising finite numbers');
    expect(() => fieldPanels([{ panels: [{ ...square, points: [1, 2, 3] }] }])).toThrow('pairs x, y');
    const many = new Array<FieldPanel>(30).fill({ ...square });
    expect(() => fieldPanels([{ panels: many }])).toThrow('make the figure wider');
  });
});
