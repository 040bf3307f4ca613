import { expect, it } from 'vitest';
import { domainsOf, planesOf, truthOf } from './planes.ts';

/** A gauge of one degree in a latent space of two: q = (a + c) / 2, p = 3 b + 1 for the latent (a, b | c, d). */
const chart = {
  principal: {
    centre: [1, 0, 0, 0],
    axes: [
      [1, 0, 0, 0],
      [0, 0, 0, 1],
    ],
    deviations: [2, 1],
    explained: [0.7, 0.2],
  },
  r2: 0.99,
  gauge: {
    toTruth: {
      matrix: [
        [0.5, 0, 0.5, 0],
        [0, 3, 0, 0],
      ],
      offset: [0, 1],
    },
    fromTruth: {
      matrix: [
        [1, 0],
        [0, 1 / 3],
        [1, 0],
        [0, 0],
      ],
      offset: [0, -1 / 3, 0, 0],
    },
    r2: 0.99,
    scale: 1,
    defect: 0,
  },
};
const state = { q: Float32Array.of(2, 5), p: Float32Array.of(4, 7) };

it('shows states in true coordinates first, and along principal axes', () => {
  const [gauge, principal] = planesOf(chart);
  expect([gauge.id, principal.id]).toEqual(['gauge', 'principal']);
  expect(gauge.project(state, 2)).toEqual({ q: Float64Array.of(3), p: Float64Array.of(16) });
  expect(principal.project(state, 2)).toEqual({ q: Float64Array.of(1), p: Float64Array.of(7) });
  expect(truthOf(chart.gauge.toTruth, state)).toEqual({ q: Float64Array.of(3), p: Float64Array.of(16) });
});

it('moves a state by what was asked in the plane, and leaves the rest of it', () => {
  for (const plane of planesOf(chart)) {
    const before = plane.project(state, 2);
    const moved = plane.moved(state, { q: 0.5, p: -0.25 });
    const after = plane.project(moved, 2);
    expect(after.q[0] - before.q[0]).toBeCloseTo(0.5, 5);
    expect(after.p[0] - before.p[0]).toBeCloseTo(-0.25, 5);
    expect(moved.q.length + moved.p.length).toBe(4);
  }
});

it('has no true coordinates without a gauge, and says so where the truth was known', () => {
  const [only] = planesOf({ principal: chart.principal, r2: 0.1 });
  expect([only.id, only.known.r2]).toEqual(['principal', 0.1]);
});

it('leaves room around points', () => {
  expect(domainsOf([{ q: Float64Array.of(0, 10), p: Float64Array.of(1, 1) }])[0]).toEqual([-2, 12]);
  expect(domainsOf([])).toEqual([
    [-1, 1],
    [-1, 1],
  ]);
});
