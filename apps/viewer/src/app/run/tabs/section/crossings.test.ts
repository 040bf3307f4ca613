import { presets, systems } from '@hgn/datasets';
import { integrate, methods, poincareSection } from '@hgn/integrators';
import { describe, expect, test } from 'vitest';
import { sectionCrossings } from './crossings.ts';

const galaxy = systems.henonHeiles.hamiltonian({ ...presets['henon-heiles'].parameters, coupling: 1 });
const method = methods.blanesMoan6;

/** Three orbits of Hénon and Heiles at H = 1/12, one of them from off the section. */
const starts = [
  { q: Float64Array.of(0, 0.1), p: Float64Array.of(0, 0.1) },
  { q: Float64Array.of(0, -0.2), p: Float64Array.of(0, 0.05) },
  { q: Float64Array.of(-0.02, 0.15), p: Float64Array.of(0, -0.1) },
].map(({ q, p }) => {
  const left = 1 / 12 - galaxy.energy(q, p);
  return { q, p: Float64Array.of(Math.sqrt(2 * left), p[1]) };
});

/** Samples of the orbits, each [q1, q2, p1, p2]. */
function samples(dt: number, steps: number) {
  const runs = starts.map((start) => integrate(method, galaxy, start, { dt, steps }));
  return Array.from({ length: steps + 1 }, (_, k) =>
    runs.flatMap(({ q, p }) => [...q.slice(2 * k, 2 * k + 2), ...p.slice(2 * k, 2 * k + 2)]),
  );
}

describe('crossings of a section', () => {
  const section = {
    of: (state: ArrayLike<number>, start: number) => state[start],
    crossing: 'rising',
  } as const;
  const [dt, steps] = [0.05, 4000];

  test('are the states that an integrator lands on, on Hénon and Heiles, to 1e-6', () => {
    const found = sectionCrossings(3, 4, dt, section);
    const all = [...samples(dt, steps).flatMap((states) => found.push(states)), ...found.finish()];
    expect(all.length).toBeGreaterThan(80);
    starts.forEach((start, orbit) => {
      const expected = poincareSection(
        method,
        galaxy,
        start,
        { of: (q) => q[0], crossing: 'rising' },
        { dt, maximumSteps: steps, crossings: 1000 },
      );
      const mine = all.filter((crossing) => crossing.orbit === orbit);
      expect(mine).toHaveLength(expected.t.length);
      mine.forEach(({ state, t }, k) => {
        expect(Math.abs(t - expected.t[k])).toBeLessThan(1e-6);
        const [q, p] = [expected.q.subarray(2 * k), expected.p.subarray(2 * k)];
        [q[0], q[1], p[0], p[1]].forEach((value, i) => expect(Math.abs(state[i] - value)).toBeLessThan(1e-6));
      });
    });
  });

  test('also where few samples come, right at the beginning and at the end', () => {
    for (const count of [2, 3, 5, 6, 7, 9]) {
      for (const at of Array.from({ length: count - 1 }, (_, i) => i + 0.3)) {
        const found = sectionCrossings(1, 2, 0.1, section);
        const all = Array.from({ length: count }, (_, k) => found.push([k - at, 7 - k])).flat();
        all.push(...found.finish());
        expect(all).toHaveLength(1);
        expect(all[0].t).toBeCloseTo(0.1 * at, 12);
        expect([...all[0].state][1]).toBeCloseTo(7 - at, 12);
      }
    }
  });

  test('rising and falling ones add up to both, and a start on the section is none', () => {
    const count = (crossing: 'rising' | 'falling' | 'both', phase: number) => {
      const found = sectionCrossings(1, 1, 0.1, { ...section, crossing });
      const all = Array.from({ length: 1000 }, (_, k) => found.push([Math.sin(0.1 * k + phase)])).flat();
      return all.length + found.finish().length;
    };
    // 99.9 / π = 31.8 zeros after the start.
    expect([count('rising', 0), count('falling', 0), count('both', 0)]).toEqual([15, 16, 31]);
    expect(count('both', 3)).toBe(32);
  });

  test('refuses samples of another size', () => {
    expect(() => sectionCrossings(2, 4, 0.1, section).push([1, 2])).toThrow('2 × 4 numbers, but has 2');
  });
});
