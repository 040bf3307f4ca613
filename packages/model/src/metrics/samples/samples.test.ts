import { ndarray, type NdArray } from '@hgn/autodiff';
import { generate, type Dataset } from '@hgn/datasets';
import { key, normal } from '@hgn/nn';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { pickFrames } from '../../generation/frames.ts';
import { frechetDistance, gaussianDistance } from './frechetDistance.ts';
import { frameFeatures, type FeaturePoints } from './frameFeatures.ts';
import { judgeFrames } from './judgeFrames.ts';
import { nearestDistances } from './nearestDistances.ts';

const points = (rows: readonly (readonly number[])[]): FeaturePoints => ({
  values: Float64Array.from(rows.flat()),
  count: rows.length,
  dimensions: rows[0].length,
});

/** The first frames of trajectories as [n, height, width, channels]. */
function firstFrames(sequences: Dataset): NdArray {
  const all = Array.from({ length: sequences.trajectories }, (_, i) => i);
  const { data, shape } = pickFrames(sequences, all, [0]);
  return ndarray(data, [shape[0], ...shape.slice(2)]);
}

const pictures = (seed: number, trajectories = 120): NdArray =>
  firstFrames(generate('pendulum', { seed, trajectories, frames: 1 }));

describe('frechetDistance', () => {
  it('of two normal distributions in one dimension is (m1 - m2)^2 + (s1 - s2)^2', () => {
    expect(frechetDistance(points([[-1], [1]]), points([[1], [5]]))).toBeCloseTo(9 + 1, 12);
  });

  it('of covariances that do not commute has the trace of the root that a 2x2 matrix has in closed form', () => {
    const a = new Matrix([
      [2, 0.7],
      [0.7, 1],
    ]);
    const b = new Matrix([
      [0.5, -0.3],
      [-0.3, 3],
    ]);
    const product = a.mmul(b);
    const determinant = (2 * 1 - 0.7 ** 2) * (0.5 * 3 - 0.3 ** 2);
    const root = Math.sqrt(product.trace() + 2 * Math.sqrt(determinant));
    const found = gaussianDistance(
      { mean: Float64Array.of(1, 2), covariance: a },
      { mean: Float64Array.of(0, 4), covariance: b },
    );
    expect(found).toBeCloseTo(1 + 4 + a.trace() + b.trace() - 2 * root, 10);
  });

  it('of a set and itself is 0, and does not depend on the order of the sets', () => {
    const cloud = (seed: number): FeaturePoints => ({
      values: Float64Array.from(normal(key(seed), [50, 6]).data),
      count: 50,
      dimensions: 6,
    });
    expect(frechetDistance(cloud(1), cloud(1))).toBeLessThan(1e-10);
    expect(frechetDistance(cloud(1), cloud(2))).toBeCloseTo(frechetDistance(cloud(2), cloud(1)), 10);
  });

  it('refuses sets that have not the same dimensions', () => {
    expect(() => frechetDistance(points([[1, 2]]), points([[1]]))).toThrow('1 of 2 and 1 of 1');
  });
});

describe('frameFeatures', () => {
  /** A bright square on black. */
  function square(row: number, column: number): NdArray {
    const data = new Float32Array(32 * 32);
    for (let y = 0; y < 6; y++) data.fill(1, (row + y) * 32 + column, (row + y) * 32 + column + 6);
    return ndarray(data, [32, 32, 1]);
  }

  it('moves by a cell where the picture moves by one', () => {
    const [at, moved] = [square(9, 9), square(17, 9)].map((frame) => frameFeatures(frame).values);
    // Rows of cells: four features in each of four columns. The edges differ by the zeros beyond them.
    expect(Array.from(moved.subarray(32, 48))).toEqual(Array.from(at.subarray(16, 32)));
    expect(Array.from(moved.subarray(16, 32))).not.toEqual(Array.from(at.subarray(16, 32)));
  });

  it('gives every frame its own row, whatever stands before it', () => {
    const both = ndarray(Float32Array.of(...square(3, 4).data, ...square(20, 11).data), [2, 32, 32, 1]);
    const { values, count, dimensions } = frameFeatures(both);
    expect([count, dimensions]).toEqual([2, 64]);
    expect(Array.from(values.subarray(64))).toEqual(Array.from(frameFeatures(square(20, 11)).values));
  });

  it('never changes: figures of different versions compare', () => {
    const { values } = frameFeatures(square(9, 9));
    const shown = Array.from(values.subarray(20, 24), (value) => Number(value.toPrecision(6)));
    expect(shown).toMatchInlineSnapshot(`
      [
        0.130573,
        0.26664,
        0.907536,
        0.853746,
      ]
    `);
  });

  it('takes frames smaller than its cells', () => {
    const { values } = frameFeatures(ndarray(new Float32Array(12).fill(0.5), [1, 2, 2, 3]));
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

it('nearestDistances finds the nearest of all', () => {
  const found = nearestDistances(
    points([
      [0, 0],
      [3, 4],
    ]),
    points([
      [3, 3],
      [6, 8],
      [0, -2],
    ]),
  );
  expect(Array.from(found)).toEqual([2, 1]);
});

describe('judgeFrames', () => {
  const learnt = pictures(1);
  const unseen = pictures(2);

  it('finds true frames close to true frames, and noise around the mean far away', () => {
    const { samples, meanAndNoise } = judgeFrames({ samples: pictures(3), learnt, unseen }, { key: key(4) });
    expect(samples.frechet).toBeLessThan(0.15);
    expect(meanAndNoise.frechet).toBeGreaterThan(0.3);
    expect(samples.copied).toBeLessThan(0.1);
    expect(samples.nearest).toBeLessThan(meanAndNoise.nearest / 2);
  });

  it('finds the learnt frames themselves at no distance and says that they are copies', () => {
    const { samples, unseen: honest } = judgeFrames({ samples: learnt, learnt, unseen }, { key: key(4) });
    expect(samples.frechet).toBeLessThan(1e-9);
    expect(samples).toMatchObject({ nearest: 0, copied: 1 });
    expect(honest.copied).toBeLessThan(0.05);
  });

  it('gives one picture, again and again, more than the variance that it lacks', () => {
    const [count, ...frameShape] = learnt.shape;
    const size = learnt.data.length / count;
    const one = new Float32Array(learnt.data.subarray(0, size));
    const always = ndarray(
      Float32Array.from({ length: count * size }, (_, i) => one[i % size]),
      [count, ...frameShape],
    );
    // A true picture, always the same: its own distance from the mean comes on top of the lost variance.
    const { samples } = judgeFrames({ samples: always, learnt, unseen }, { key: key(4) });
    expect(samples.frechet).toBeGreaterThan(1);
  });

  it('cannot tell copies where unseen frames equal learnt ones', () => {
    const { samples } = judgeFrames({ samples: unseen, learnt, unseen: learnt }, { key: key(4) });
    expect(samples.copied).toBeNull();
  });

  it('refuses frames of other sizes', () => {
    const other = ndarray(new Float32Array(2 * 4), [2, 2, 2, 1]);
    expect(() => judgeFrames({ samples: other, learnt, unseen }, { key: key(4) })).toThrow(
      'judgeFrames: learnt must be two or more frames [n, 2, 2, 1], but got [120, 32, 32, 3]',
    );
  });
});
