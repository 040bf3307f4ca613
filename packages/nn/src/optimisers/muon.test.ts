import { ndarray, toTensors, type NdArray, type Tree } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeOptimiser, step, values } from '../../test/describeOptimiser.ts';
import { ravel } from '../parameters/ravel.ts';
import { key } from '../random/key.ts';
import { normal } from '../random/normal.ts';
import { adam } from './adam.ts';
import { muon, orthogonal } from './muon.ts';

// Its steps are a fifth of the rate.
describeOptimiser('muon', (learningRate) => muon({ learningRate }), { steps: 500 });

type Rows = number[][];

const random = (seed: number, rows: number, columns: number): Rows => {
  const { data } = normal(key(seed), [rows, columns]);
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
};
const transposed = (a: Rows): Rows => a[0].map((_, j) => a.map((row) => row[j]));
const product = (a: Rows, b: Rows): Rows =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
const blend = (s: number, a: Rows, t: number, b: Rows): Rows =>
  a.map((row, i) => row.map((x, j) => s * x + t * b[i][j]));
const farthest = (a: Rows, b: Rows): number => Math.max(...blend(1, a, -1, b).flat().map(Math.abs));

/** Newton and Schulz's own cubic iteration in float64, as many steps as it takes: the exact orthogonal factor. */
function polarFactor(matrix: Rows): Rows {
  const norm = Math.sqrt(matrix.flat().reduce((sum, x) => sum + x * x, 0));
  let x = matrix.map((row) => row.map((value) => value / norm));
  for (let i = 0; i < 200; i++) x = blend(1.5, x, -0.5, product(x, product(transposed(x), x)));
  return x;
}

describe('the orthogonal factor', () => {
  it.each([
    [7, 7],
    [40, 6],
    [5, 64],
  ])(
    'of %i rows and %i columns is near the exact one: the same singular vectors, values from 0.6 to 1.3',
    (rows, columns) => {
      // Singular values a hundred to one, as gradients have them.
      const matrix = random(3, rows, columns).map((row, i) =>
        row.map((x, j) => x * 100 ** (-(rows > columns ? j : i) / Math.min(rows, columns))),
      );
      const found = tf.tidy(() => orthogonal(tf.tensor2d(matrix)).arraySync());
      const exact = polarFactor(matrix);
      // In the basis of the exact factor it is symmetric, with the singular values as eigenvalues.
      const seen = rows < columns ? product(found, transposed(exact)) : product(transposed(exact), found);
      expect(farthest(seen, transposed(seen))).toBeLessThan(1e-3);
      const trace = seen.reduce((sum, row, i) => sum + row[i], 0) / seen.length;
      expect(trace).toBeGreaterThan(0.6);
      expect(trace).toBeLessThan(1.3);
      const squared = rows < columns ? product(found, transposed(found)) : product(transposed(found), found);
      for (const [i, row] of squared.entries()) {
        // Gershgorin would be too wide; the diagonal is a mean of squared singular values.
        expect(row[i]).toBeGreaterThan(0.3);
        expect(row[i]).toBeLessThan(1.7);
      }
    },
  );

  it('of nothing is nothing', () => {
    const found = tf.tidy(() => [...orthogonal(tf.zeros([3, 2])).dataSync()]);
    expect(found.every((value) => value === 0)).toBe(true);
  });
});

describe('muon', () => {
  const shapes = { kernel: [3, 3, 2, 4], weights: [6, 5], column: [4, 1], bias: [5] } as const;
  const tree = (seed: number): Record<keyof typeof shapes, NdArray> => {
    const draw = (name: number, shape: readonly number[]) => normal(key(100 * seed + name), shape);
    return {
      kernel: draw(1, shapes.kernel),
      weights: draw(2, shapes.weights),
      column: draw(3, shapes.column),
      bias: draw(4, shapes.bias),
    };
  };

  it('follows the algorithm in float64: averages, look ahead, iteration and step length', () => {
    const [rate, beta, rows, columns] = [0.02, 0.95, 6, 5];
    const optimiser = muon({ learningRate: rate, beta1: beta });
    const start = random(1, rows, columns);
    let params: Tree<tf.Tensor> = tf.tensor2d(start);
    let state: Tree<tf.Tensor> = toTensors(optimiser.init(ndarray(start.flat(), [rows, columns])));
    let expected = start;
    let average = start.map((row) => row.map(() => 0));
    for (let t = 0; t < 10; t++) {
      const gradient = random(50 + t, rows, columns);
      const grads = tf.tensor2d(gradient);
      ({ params, state } = step(optimiser, grads, state, params));
      grads.dispose();
      average = blend(beta, average, 1 - beta, gradient);
      let x = blend(beta, average, 1 - beta, gradient);
      const norm = Math.sqrt(x.flat().reduce((sum, value) => sum + value * value, 0));
      x = x.map((row) => row.map((value) => value / norm));
      for (let i = 0; i < 5; i++) {
        const square = product(transposed(x), x);
        x = blend(3.4445, x, 1, product(x, blend(-4.775, square, 2.0315, product(square, square))));
      }
      expected = blend(1, expected, -rate * 0.2 * Math.sqrt(6), x);
    }
    const [got] = values(params);
    expect(Math.max(...expected.flat().map((value, i) => Math.abs(value - got[i])))).toBeLessThan(2e-5);
  });

  it('moves vectors and columns exactly as Adam does, and no matrix', () => {
    const run = (optimiser: ReturnType<typeof adam>) => {
      const grads = toTensors(tree(2));
      const { params } = step(optimiser, grads, toTensors(optimiser.init(tree(1))), toTensors(tree(1)));
      return params as Record<keyof typeof shapes, tf.Tensor>;
    };
    const ours = run(muon({ learningRate: 0.01, beta1: 0.8 }));
    const theirs = run(adam({ learningRate: 0.01, beta1: 0.8 }));
    for (const name of ['column', 'bias'] as const) {
      expect([...ours[name].dataSync()]).toEqual([...theirs[name].dataSync()]);
    }
    for (const name of ['kernel', 'weights'] as const) {
      expect([...ours[name].dataSync()]).not.toEqual([...theirs[name].dataSync()]);
    }
  });

  it('takes steps as long as a fifth of the rate, whatever the size of the gradient', () => {
    for (const size of [1e-4, 1, 1e4]) {
      const moved = tf.tidy(() => {
        const optimiser = muon({ learningRate: 0.01 });
        const grads = tf.mul(normalTensor(5, [288, 32]), size);
        const zeros = ndarray(new Float32Array(288 * 32), [288, 32]);
        const { params } = optimiser.update(grads, toTensors(optimiser.init(zeros)), tf.zeros([288, 32]));
        return tf.sqrt(tf.mean(tf.square(params))).dataSync()[0];
      });
      expect(moved).toBeGreaterThan(0.0015);
      expect(moved).toBeLessThan(0.0024);
    }
  });

  it('does the same to parameters in one vector, told how they lie in it', () => {
    const layout = ravel(tree(1));
    const optimiser = muon({ learningRate: 0.01, layout });
    const grads = toTensors(ravel(tree(2)).vector);
    const state = toTensors(optimiser.init(layout.vector));
    const { params } = step(optimiser, grads, state, toTensors(layout.vector));
    const trees = muon({ learningRate: 0.01 });
    const whole = step(trees, toTensors(tree(2)), toTensors(trees.init(tree(1))), toTensors(tree(1)));
    const joined = layout.ravelTensors(whole.params);
    expect([...(params as tf.Tensor).dataSync()]).toEqual([...joined.dataSync()]);
  });

  it.each([{ beta1: 1 }, { beta2: -0.1 }, { epsilon: 0 }, { learningRate: Infinity }])(
    'refuses %j',
    (options) => {
      expect(() => muon(options)).toThrow(RangeError);
    },
  );

  it('names an option that it does not have', () => {
    expect(() => muon({ momentum: 0.9 } as never)).toThrow(/muon: .*momentum/);
  });
});

const normalTensor = (seed: number, shape: readonly number[]): tf.Tensor =>
  tf.tensor(normal(key(seed), shape).data, [...shape]);
