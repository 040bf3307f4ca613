import { describe, expect, it } from 'vitest';
import { legKey, type Leg, looksOf, scheduleOf, type Score } from './looks.ts';
import { pointsOf, valueAt, valuesOf } from './points.ts';
import { type Search, searchSchema } from './schema.ts';

const over: Search['over'] = {
  'optimiser.learningRate': { from: 1e-4, to: 1e-1, scale: 'log' },
  'training.batchSize': { from: 2, to: 5, whole: true },
  'objective.kind': { choices: ['elbo', 'geco'] },
};

describe('the points of a search', () => {
  it('are the same for the same seed, and others for another', () => {
    const search: Search = { method: 'random', trials: 8, over };
    expect(pointsOf(search)).toEqual(pointsOf(search));
    expect(pointsOf({ ...search, seed: 1 })).not.toEqual(pointsOf(search));
  });

  it('fill ranges and choices evenly, the ends of whole numbers included', () => {
    const points = pointsOf({ method: 'random', trials: 4000, over });
    const counts = [2, 3, 4, 5].map(
      (size) => points.filter((point) => point['training.batchSize'] === size).length,
    );
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(110);
    const rates = points.map((point) => Math.log10(Number(point['optimiser.learningRate'])));
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    // The mean of a uniform logarithm from -4 to -1, four standard errors about it.
    expect(Math.abs(mean + 2.5)).toBeLessThan((4 * 3) / Math.sqrt(12 * 4000));
    expect(points.filter((point) => point['objective.kind'] === 'geco').length).toBeGreaterThan(1850);
  });

  it('of a latin hypercube lie one in every part of every range', () => {
    const points = pointsOf({
      method: 'latin-hypercube',
      trials: 16,
      over: { x: { from: 0, to: 16 }, y: { from: 0, to: 16 } },
    });
    for (const name of ['x', 'y']) {
      const cells = points.map((point) => Math.floor(Number(point[name]))).sort((a, b) => a - b);
      expect(cells).toEqual(Array.from({ length: 16 }, (_, i) => i));
    }
    expect(points.map(({ x }) => x)).not.toEqual(points.map(({ y }) => y));
  });

  it('of a grid are all combinations', () => {
    const points = pointsOf({
      method: 'grid',
      over: { a: { from: 1, to: 100, scale: 'log' }, b: { choices: [true, null] } },
    });
    expect(points.map(({ a, b }) => [a, b])).toEqual(
      [1, 10, 100].flatMap((a) => [
        [a, true],
        [a, null],
      ]),
    );
    const wide = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { from: 0, to: 1, points: 100 }]));
    expect(() => pointsOf({ method: 'grid', over: wide })).toThrow(
      'the grid has 1000000 points, but at most 5000',
    );
  });

  it('become nested values', () => {
    expect(valuesOf({ 'optimiser.learningRate': 1, 'optimiser.warmup': 2, seed: 3 })).toEqual({
      optimiser: { learningRate: 1, warmup: 2 },
      seed: 3,
    });
    expect(valueAt({ from: 1, to: 3, whole: true }, 0)).toBe(1);
    expect(valueAt({ from: 1, to: 3, whole: true }, 1 - 1e-12)).toBe(3);
  });

  it('need a range that makes sense', () => {
    const issue = (dimension: object): string =>
      searchSchema.safeParse({ method: 'random', trials: 1, over: { x: dimension } }).error?.message ??
      'none';
    expect(issue({ from: 2, to: 1 })).toMatch(/end is above its start/);
    expect(issue({ from: 0, to: 1, scale: 'log' })).toMatch(/above 0/);
    expect(searchSchema.safeParse({ method: 'grid', trials: 3, over: { x: { choices: [1] } } }).success).toBe(
      false,
    );
  });
});

/** Runs a schedule with one worker; gives the legs in order. */
function walk(
  search: Search,
  trials: number,
  score: (leg: Leg) => Score,
  known?: ReadonlyMap<string, Score>,
): Leg[] {
  const schedule = scheduleOf(
    search,
    Array.from({ length: trials }, () => looksOf(search, 900)),
    known,
  );
  const legs: Leg[] = [];
  for (let leg = schedule.next(); leg !== 'done' && leg !== 'wait'; leg = schedule.next()) {
    legs.push(leg);
    schedule.tell(leg, score(leg));
  }
  return legs;
}

describe('the legs of a halving search', () => {
  const base = { trials: 9, over: { x: { from: 0, to: 1 } } };
  const byNumber = ({ trial }: Leg): Score => (trial * 5) % 9;

  it.each(['asha', 'successive-halving'] as const)(
    'of %s take the best to the end, and few steps',
    (method) => {
      const legs = walk({ ...base, method }, 9, byNumber);
      const atEnd = legs.filter(({ steps }) => steps === 900).map(({ trial }) => trial);
      expect(atEnd).toContain(0);
      const counts = [100, 300, 900].map((steps) => legs.filter((leg) => leg.steps === steps).length);
      expect(counts[0]).toBe(9);
      expect(counts[1]).toBeLessThanOrEqual(method === 'asha' ? 5 : 3);
      expect(counts[2]).toBe(1);
    },
  );

  it('never go on with what diverged, and end when all did', () => {
    const legs = walk({ ...base, method: 'successive-halving' }, 9, ({ trial }) =>
      trial === 0 ? null : byNumber({ trial, look: 0, steps: 0 }),
    );
    expect(legs.filter(({ trial }) => trial === 0)).toHaveLength(1);
    expect(walk({ ...base, method: 'asha' }, 9, () => null)).toHaveLength(9);
    expect(walk({ ...base, method: 'successive-halving' }, 9, () => null)).toHaveLength(9);
  });

  it('are not run again where their results are known', () => {
    for (const method of ['asha', 'successive-halving'] as const) {
      const all = walk({ ...base, method }, 9, byNumber);
      const known = new Map(all.slice(0, 7).map((leg) => [legKey(leg), byNumber(leg)]));
      expect(walk({ ...base, method }, 9, byNumber, known)).toEqual(all.slice(7));
    }
  });

  it('wait for a look only in successive halving', () => {
    const looks = Array.from({ length: 6 }, () => [1, 3]);
    for (const [method, wanted] of [
      ['asha', 1],
      ['successive-halving', 'wait'],
    ] as const) {
      const schedule = scheduleOf({ ...base, method }, looks);
      const legs = Array.from({ length: 4 }, () => schedule.next() as Leg);
      for (const leg of legs.slice(0, 3)) schedule.tell(leg, leg.trial);
      const next = schedule.next();
      if (wanted === 'wait') {
        expect(next).toMatchObject({ look: 0 });
        schedule.next();
        expect(schedule.next()).toBe('wait');
      } else expect(next).toMatchObject({ trial: 0, look: wanted });
    }
  });
});
