import { describe, expect, it } from 'vitest';
import { outside, texts } from '../../../test/inspect.ts';
import { sampleVectors, streamlines, traceStreamlines } from '../../index.ts';

const pendulum = sampleVectors((q, p) => ({ dq: p, dp: -Math.sin(q) }), {
  q: [-4, 4],
  p: [-3, 3],
  columns: 129,
});
const separation = 0.06;
const lines = traceStreamlines(pendulum, { separation });
const unit = lines.map(({ q, p }) =>
  Array.from(q, (x, i) => [(x + 4) / 8, ((p[i] ?? NaN) + 3) / 6] as const),
);

describe('traceStreamlines', () => {
  it('follows the field: the energy of a pendulum stays the same along every line', () => {
    for (const { q, p } of lines) {
      const energies = Array.from(q, (x, i) => (p[i] ?? NaN) ** 2 / 2 + 1 - Math.cos(x));
      const [low, high] = [Math.min(...energies), Math.max(...energies)];
      expect(high - low).toBeLessThan(0.02);
    }
  });

  it('keeps half the separation between any two lines', () => {
    let nearest = Infinity;
    unit.forEach((line, index) => {
      for (const other of unit.slice(index + 1)) {
        for (const [u, v] of line) {
          for (const [x, y] of other) nearest = Math.min(nearest, Math.hypot(x - u, y - v));
        }
      }
    });
    expect(nearest).toBeGreaterThan(separation / 2 - 1e-9);
  });

  it('leaves no place of the plane farther from a line than twice the separation', () => {
    for (let u = 0.05; u < 1; u += 0.05) {
      for (let v = 0.05; v < 1; v += 0.05) {
        const nearest = Math.min(...unit.flat().map(([x, y]) => Math.hypot(x - u, y - v)));
        expect(nearest, `at ${u}, ${v}`).toBeLessThan(2 * separation);
      }
    }
  });

  it('closes the lines around a centre', () => {
    const closed = lines.filter(({ q, p }) => {
      const [dq, dp] = [(q[0] ?? NaN) - (q.at(-1) ?? NaN), (p[0] ?? NaN) - (p.at(-1) ?? NaN)];
      return Math.hypot(dq / 8, dp / 6) < 1e-9;
    });
    expect(closed.length).toBeGreaterThanOrEqual(4);
  });

  it('gives the same lines each time', () => {
    expect(traceStreamlines(pendulum, { separation })).toEqual(lines);
  });

  it('winds into a focus without end and stops', () => {
    const focus = sampleVectors((q, p) => ({ dq: p - 0.2 * q, dp: -q - 0.2 * p }), {
      q: [-1, 1],
      p: [-1, 1],
    });
    const spirals = traceStreamlines(focus, { separation: 0.1 });
    expect(spirals.length).toBeGreaterThan(2);
    expect(Math.max(...spirals.map(({ q }) => q.length))).toBeLessThan(4000);
  });

  it('finds nothing in a field at rest or without values', () => {
    for (const value of [0, NaN]) {
      const grid = sampleVectors(() => ({ dq: value, dp: value }), { q: [0, 1], p: [0, 1], columns: 5 });
      expect(traceStreamlines(grid)).toEqual([]);
      expect(texts(streamlines(grid))).toContain('No values to show');
    }
  });

  it('goes around a hole of values that are not finite', () => {
    const grid = sampleVectors((q, p) => (Math.hypot(q, p) < 0.3 ? { dq: NaN, dp: NaN } : { dq: 1, dp: 0 }), {
      q: [-1, 1],
      p: [-1, 1],
      columns: 41,
    });
    for (const { q, p } of traceStreamlines(grid)) {
      q.forEach((x, i) => expect(Math.hypot(x, p[i] ?? NaN)).toBeGreaterThan(0.25));
    }
    expect(outside(streamlines(grid))).toEqual([]);
    expect(texts(streamlines(grid)).join(' ')).toContain('not finite');
  });

  it('refuses a separation out of range', () => {
    expect(() => traceStreamlines(pendulum, { separation: 0 })).toThrow(/from 0.01 to 0.5.*but got 0/);
  });
});
