import { generate, presets } from '@hgn/datasets';
import { key, normal } from '@hgn/nn';
import { hasPython, runPython } from '@hgn/testing';
import { describe, expect, it } from 'vitest';
import { periodRatio } from '../clock/periodRatio.ts';
import type { Orbits } from '../orbits.ts';
import { syMetric } from './syMetric.ts';

const { sin, cos } = Math;
const trajectories = 5;
const length = 60;

/** A cloud in a phase space of two degrees of freedom, each coordinate standard normal times `size`. */
function cloud(size = 1, seed = 1): Orbits {
  const values = Float64Array.from(normal(key(seed), [4 * trajectories * length]).data, (x) => size * x);
  const half = values.length / 2;
  return { trajectories, length, q: values.subarray(0, half), p: values.subarray(half) };
}

type Pair = readonly [number, number];

/** The image of a cloud under a map of (q, p). */
function image(of: Orbits, map: (q: Pair, p: Pair) => readonly [Pair, Pair]): Orbits {
  const q = new Float64Array(of.q.length);
  const p = new Float64Array(of.q.length);
  for (let i = 0; i < q.length; i += 2) {
    const [toQ, toP] = map([of.q[i], of.q[i + 1]], [of.p[i], of.p[i + 1]]);
    q.set(toQ, i);
    p.set(toP, i);
  }
  return { ...of, q, p };
}

const spring = generate(presets['mass-spring'], { seed: 1, trajectories, frames: length });

describe('syMetric is 1', () => {
  it('for the true state itself, of one and of several degrees of freedom', () => {
    expect(syMetric(spring, spring)).toMatchObject({ score: 1, pairs: 1, batches: [{ score: 1, order: 1 }] });
    const two = syMetric(cloud(), cloud());
    expect(two.score).toBe(1);
    expect(two.r2).toBeGreaterThan(0.9999);
    expect(two.sym).toBeLessThan(1e-6);
  });

  it('for linear symplectic maps: a shear with a symmetric matrix, a rotation of each (q, p)', () => {
    const sheared = image(cloud(), (q, p) => [q, [p[0] + 0.8 * q[1], p[1] + 0.8 * q[0]]]);
    expect(syMetric(sheared, cloud())).toMatchObject({ score: 1 });
    const turned = image(cloud(), (q, p) => [
      [cos(1) * q[0] + sin(1) * p[0], cos(2) * q[1] + sin(2) * p[1]],
      [cos(1) * p[0] - sin(1) * q[0], cos(2) * p[1] - sin(2) * q[1]],
    ]);
    expect(syMetric(turned, cloud()).score).toBe(1);
  });

  it('for p in other units, and q and p with their roles swapped', () => {
    expect(syMetric({ ...spring, p: spring.p.map((p) => -3 * p + 1) }, spring).score).toBe(1);
    expect(syMetric({ ...spring, q: spring.p, p: spring.q }, spring).score).toBe(1);
    const swapped = image(cloud(), (q, p) => [p, q]);
    expect(syMetric(swapped, cloud()).score).toBe(1);
  });

  it('for the nonlinear symplectic shear p += 2 sin(2 q) in a small range, by a cubic polynomial', () => {
    const sheared = image(cloud(0.4), (q, p) => [q, [p[0] - 2 * sin(2 * q[0]), p[1] - 2 * sin(2 * q[1])]]);
    const verdict = syMetric(sheared, cloud(0.4));
    expect(verdict.score).toBe(1);
    expect(verdict.batches[0].order).toBe(3);
  });

  it('for the true orbits beside latent pairs that carry nothing', () => {
    const noise = normal(key(5), [4 * trajectories * length]).data;
    const wide = (truth: ArrayLike<number>, from: number) =>
      Float64Array.from({ length: 3 * trajectories * length }, (_, i) =>
        i % 3 === 1 ? truth[Math.floor(i / 3)] : 0.1 * noise[from + Math.floor(i / 3)],
      );
    const latent = { ...spring, q: wide(spring.q, 0), p: wide(spring.p, 300) };
    const variance = Float64Array.from({ length: 3 * trajectories }, (_, i) => (i % 3 === 1 ? 0.01 : 0.97));
    const masked = syMetric(latent, spring, { posteriorVariance: { q: variance, p: variance } });
    expect(masked).toMatchObject({ score: 1, pairs: 1 });
    expect(syMetric(latent, spring)).toMatchObject({ score: 1, pairs: 3 });
  });
});

describe('syMetric is 0', () => {
  it('for a linear map that is not symplectic: a shear with an antisymmetric matrix', () => {
    const sheared = image(cloud(), (q, p) => [q, [p[0] + 0.8 * q[1], p[1] - 0.8 * q[0]]]);
    const verdict = syMetric(sheared, cloud());
    expect(verdict.score).toBe(0);
    expect(verdict.r2).toBeGreaterThan(0.99);
    expect(verdict.sym).toBeGreaterThan(0.05);
  });

  it('for a map of one degree of freedom that changes areas along the way', () => {
    // True q = latent q + latent q^3: the area grows from 1 to 1 + 3 q^2.
    const latent = { ...spring, q: spring.q.map((q) => 2 * q) };
    const truth = { ...spring, q: latent.q.map((q) => q + q ** 3) };
    const verdict = syMetric(latent, truth, { maximumOrder: 3 });
    expect(verdict.r2).toBeGreaterThan(0.9);
    // The linear fit explains enough, and is symplectic: with the order forced up, the defect shows.
    const steep = { ...spring, q: latent.q.map((q) => q ** 3) };
    const cubic = syMetric(latent, steep);
    expect(cubic.batches[0].order).toBe(3);
    expect(cubic).toMatchObject({ score: 0 });
    expect(cubic.sym).toBeGreaterThan(0.05);
  });

  it('for a latent state that says nothing of the true one, or half of it', () => {
    const noise = cloud(1, 9);
    expect(syMetric(noise, cloud()).score).toBe(0);
    const half = image(cloud(), (q, p) => [
      [q[0], 0],
      [p[0], 0],
    ]);
    const verdict = syMetric(half, cloud());
    expect(verdict.score).toBe(0);
    expect(verdict.r2).toBeCloseTo(0.5, 1);
  });

  it('for latent orbits that diverged', () => {
    const diverged = { ...spring, q: spring.q.map((q, i) => (i === 7 ? NaN : q)) };
    expect(syMetric(diverged, spring)).toMatchObject({ score: 0, r2: 0, sym: 1000 });
  });
});

describe('syMetric', () => {
  it('averages over batches of five trajectories', () => {
    const many = generate(presets.pendulum, { seed: 2, trajectories: 12, frames: 40 });
    const broken = { ...many, q: many.q.map((q, i) => (i < 200 ? Math.sin(1e4 * q * i) : q)) };
    const verdict = syMetric(broken, many);
    expect(verdict.batches.map(({ score }) => score)).toEqual([0, 1, 1]);
    expect(verdict.score).toBeCloseTo(2 / 3, 12);
  });

  it('gives the same verdict for the same seed', () => {
    const sheared = image(cloud(), (q, p) => [q, [p[0] + sin(q[0] + q[1]), p[1] - q[0] ** 2]]);
    const first = syMetric(sheared, cloud(), { seed: 3 });
    expect(syMetric(sheared, cloud(), { seed: 3 })).toEqual(first);
  });

  it('does not see the sub-harmonic that the latent clock shows', () => {
    // A latent at half the frequency; its square as a complex number is the true orbit.
    const at = (f: (a: number, phase: number) => number) =>
      Float64Array.from({ length: trajectories * length * 2 }, (_, i) => {
        const trajectory = Math.floor(i / (2 * length));
        return f(0.3 + 0.2 * trajectory, 0.125 * (i % (2 * length)) + trajectory);
      });
    const orbits = (q: Float64Array, p: Float64Array) => ({ trajectories, length: 2 * length, q, p });
    const latent = orbits(
      at((a, phase) => a * cos(phase)),
      at((a, phase) => -a * sin(phase)),
    );
    const truth = orbits(
      at((a, phase) => a * a * cos(2 * phase)),
      at((a, phase) => -a * a * sin(2 * phase)),
    );
    expect(syMetric(latent, truth).score).toBe(1);
    expect(periodRatio(latent, truth, { dt: 0.125 }).ratio).toBeCloseTo(2, 2);
  });

  it('says what does not fit', () => {
    expect(() => syMetric({ ...spring, length: 30, trajectories: 10 }, spring)).toThrow(
      /same frames, but got 10 x 30 and 5 x 60/,
    );
    const posteriorVariance = { q: [1], p: [1] };
    expect(() => syMetric(spring, spring, { posteriorVariance })).toThrow(/posteriorVariance must hold 5/);
    const unbounded = { ...spring, q: spring.q.map(() => Infinity) };
    expect(() => syMetric(spring, unbounded)).toThrow(/true orbits must be finite/);
  });
});

const available = await hasPython('SyMetric against a reference on scikit-learn', 'sklearn', 'numpy');

/** The definition once more, on scikit-learn and numpy, with Jacobians at every frame by finite differences. */
const reference = `
import os, sys, json, warnings
os.environ.update(OMP_NUM_THREADS='1', OPENBLAS_NUM_THREADS='1')
import numpy as np
from sklearn.linear_model import Lasso
from sklearn.model_selection import GridSearchCV
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
warnings.simplefilter('ignore')
d = json.loads(sys.argv[1])
scale = lambda o: StandardScaler().fit_transform(np.hstack([np.array(o['q']).reshape(-1, 2), np.array(o['p']).reshape(-1, 2)]))
X, Y = scale(d['latent']), scale(d['truth'])
for order in range(1, 6):
    poly = PolynomialFeatures(order, include_bias=False)
    F = poly.fit_transform(X)
    search = GridSearchCV(Lasso(max_iter=100000), {'alpha': np.logspace(-4, -0.5, 10)}, cv=2, scoring='explained_variance').fit(F, Y)
    model = Lasso(alpha=search.best_params_['alpha'], max_iter=100000).fit(F, Y)
    r2 = model.score(F, Y)
    if r2 >= 0.9: break
W = np.where(np.abs(model.coef_) > 1e-3, model.coef_, 0)
E = np.kron(np.array([[0, -1], [1, 0]]), np.eye(2))
f = lambda x: poly.transform(x) @ W.T
Js = np.stack([(f(X + h) - f(X - h)) / 2e-5 for h in 1e-5 * np.eye(4)], axis=2)
defects = []
for rows in np.split(Js, d['latent']['trajectories']):
    P = [J @ E @ J.T @ J @ E.T @ J.T for J in rows]
    P = np.array(P) / np.mean([np.max(np.abs(p)) for p in P])
    defects.append(np.mean((P - np.eye(4)) ** 2))
print(json.dumps({'order': order, 'r2': r2, 'sym': min(np.mean(defects), 1000)}))`;

/** Looks random, with a standard deviation of 0.3. */
const noise = (seed: number): number => 0.42 * sin(1e4 * seed);

describe.skipIf(!available)('a reference on scikit-learn and numpy', () => {
  it.each([
    ['a symmetric shear', (q: Pair, p: Pair) => [q, [p[0] + 0.8 * q[1], p[1] + 0.8 * q[0]]] as const],
    ['an antisymmetric shear', (q: Pair, p: Pair) => [q, [p[0] + 0.8 * q[1], p[1] - 0.8 * q[0]]] as const],
    ['a quadratic map', (q: Pair, p: Pair) => [q, [p[0] + 2 * q[0] * q[1], p[1] - q[1] ** 2]] as const],
    [
      'a noisy map with small terms, where the penalty is not the smallest',
      (q: Pair, p: Pair) =>
        [
          [q[0], q[1] + 0.06 * p[0]],
          [p[0] + noise(q[0]), p[1] + noise(q[1]) - 0.05 * q[0]],
        ] as const,
    ],
    ['a cubic shear', (q: Pair, p: Pair) => [q, [p[0] - 2 * q[0] ** 3, p[1] + q[0] ** 2]] as const],
  ])('agrees on order, r2 and sym for %s', async (_name, map) => {
    const truth = cloud();
    const latent = image(truth, map);
    const plain = ({ q, p }: Orbits) => ({ trajectories, q: Array.from(q), p: Array.from(p) });
    const question = JSON.stringify({ latent: plain(latent), truth: plain(truth) });
    const theirs = JSON.parse(await runPython(reference, { args: [question] })) as Record<string, number>;
    const { r2, sym, batches } = syMetric(latent, truth, { pointsPerTrajectory: length });
    expect(batches[0].order).toBe(theirs.order);
    expect(r2).toBeCloseTo(theirs.r2, 4);
    expect(Math.abs(sym / theirs.sym - 1)).toBeLessThan(0.01);
  });
});
