import { describe, expect, it } from 'vitest';
import { byTag, texts } from '../../test/inspect.ts';
import { layoutOf } from '../chart/layoutOf.ts';
import { dotRows } from './dotRows.ts';

const rows = [
  { label: 'leapfrog', values: [0.31, 0.24, 0.35], published: [{ label: 'paper', value: 6.2 }] },
  { label: 'Euler', values: [0.76] },
];

describe('rows of dots', () => {
  it('have a dot at every number, at its place on the axis', () => {
    const figure = dotRows(rows, { xLabel: 'MSE' });
    const { x } = layoutOf(figure).plot;
    const places = byTag(figure, 'path')
      .map(({ attributes }) => String(attributes.d))
      .filter((d) => !d.endsWith('Z'))
      .flatMap((d) => [...d.matchAll(/M([\d.]+),/g)].map(([, place]) => Number(place)));
    expect(places).toHaveLength(4);
    // The plot's own units begin inside the figure's margin.
    const margin = x.position(0.31) - places[0];
    for (const [index, value] of [0.31, 0.24, 0.35, 0.76].entries())
      expect(places[index] + margin).toBeCloseTo(x.position(value), 0);
    expect(x.kind).toBe('log');
  });

  it('name what is published and the lines across', () => {
    const words = texts(dotRows(rows, { lines: [{ label: 'last frame', value: 63 }] }));
    expect(words).toContain('last frame');
    expect(words).toContain('◇ paper.');
    expect(words).toEqual(expect.arrayContaining(['leapfrog', 'Euler']));
  });

  it('count what the axis has no place for', () => {
    const words = texts(dotRows([{ label: 'a', values: [1, 0, NaN, -2] }]));
    expect(words).toContain('3 numbers have no place on this axis.');
  });

  it('may be none at all', () => {
    expect(() => dotRows([])).not.toThrow();
    expect(() => dotRows([{ label: 'a', values: [] }])).not.toThrow();
  });
});
