import { valueAndGrad, treeLeaves, treePaths } from '@hgn/autodiff';
import { jit } from '@hgn/jit';
import { foldIn, key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ParameterTensors, Transform } from '../src/index.ts';
import { jacobianAt, logAbsDet, perturbed, tensor, tensors } from './tensors.ts';

/** What is special about a transform. */
export interface TransformCase {
  /** True for Hamiltonian flows: the Jacobian preserves the canonical two-form, so its determinant is 1. */
  readonly symplectic?: boolean;
  /** Largest difference after going there and back; default 1e-4. */
  readonly inverseTolerance?: number;
  /** How far from their start parameters are tried; default 0.3. */
  readonly perturbation?: number;
}

const BATCH = 16;

/** What every transform must do: invert, tell its Jacobian, learn with every parameter, trace, leak nothing. */
export function describeTransform(name: string, make: () => Transform, options: TransformCase = {}): void {
  const { symplectic = false, inverseTolerance = 1e-4, perturbation = 0.3 } = options;
  describe(`${name} as a transform`, () => {
    const transform = make();
    const { features, context: columns } = transform;
    const parameters = perturbed(transform.init(key(1)), 2, perturbation);
    const points = normal(foldIn(key(3), 'points'), [BATCH, features]);
    const given = normal(foldIn(key(3), 'context'), [BATCH, Math.max(1, columns)]);
    const context = (rows: readonly number[] = [0, BATCH]) =>
      columns > 0 ? tf.slice(tensor(given), [rows[0], 0], [rows[1] - rows[0], columns]) : undefined;

    it('draws the same float32 parameters from the same key', () => {
      expect(transform.init(key(1))).toEqual(transform.init(key(1)));
      expect(treeLeaves(transform.init(key(1))).every(({ dtype }) => dtype === 'float32')).toBe(true);
    });

    it.each(['first', 'other'])('is undone by its inverse with %s parameters', (which) => {
      tf.tidy(() => {
        const p = tensors(which === 'first' ? transform.init(key(1)) : parameters);
        const x = tensor(points);
        const there = transform.forward(p, x, context());
        expect(there.shape).toEqual([BATCH, features]);
        expect(transform.inverse(p, there, context())).toBeAllClose(x, {
          absolute: inverseTolerance,
          relative: 0,
        });
        const back = transform.inverse(p, x, context());
        expect(transform.forward(p, back, context())).toBeAllClose(x, {
          absolute: inverseTolerance,
          relative: 0,
        });
      });
    });

    it('tells the same point with and without its log-determinant', () => {
      tf.tidy(() => {
        const [p, x] = [tensors(parameters), tensor(points)];
        expect(transform.forwardAndLadj(p, x, context()).y).toBeAllClose(transform.forward(p, x, context()));
        expect(transform.inverseAndLadj(p, x, context()).y).toBeAllClose(transform.inverse(p, x, context()));
      });
    });

    it.each(['forward', 'inverse'] as const)('tells the log-determinant of its Jacobian, %s', (way) => {
      tf.tidy(() => {
        const p = tensors(parameters);
        const { ladj } = transform[`${way}AndLadj`](p, tensor(points), context());
        expect(ladj.shape).toEqual([BATCH]);
        const told = ladj.dataSync();
        for (let row = 0; row < 4; row++) {
          const point = Array.from(points.data.slice(row * features, (row + 1) * features));
          const jacobian = jacobianAt((x) => transform[way](p, x, context([row, row + 1])), point);
          expect(told[row]).toBeCloseTo(logAbsDet(jacobian), 3);
          if (symplectic) {
            expect(told[row]).toBe(0);
            expect(symplecticDefect(jacobian)).toBeLessThan(1e-4);
          }
        }
      });
    });

    it('treats the points of a batch one by one', () => {
      tf.tidy(() => {
        const [p, x] = [tensors(parameters), tensor(points)];
        const alone = transform.forward(p, tf.slice(x, [5, 0], [1, features]), context([5, 6]));
        const together = tf.slice(transform.forward(p, x, context()), [5, 0], [1, features]);
        expect(alone).toBeAllClose(together, { absolute: 1e-5 });
      });
    });

    it('gives every parameter a gradient, forward and inverse', () => {
      for (const way of ['forward', 'inverse'] as const) {
        tf.tidy(() => {
          const weights = tensor(normal(key(9), [BATCH, features]));
          const objective = (p: ParameterTensors) => {
            const { y, ladj } = transform[`${way}AndLadj`](p, tensor(points), context());
            return tf.add(tf.sum(tf.mul(weights, y)), tf.sum(ladj));
          };
          const leaves = treeLeaves(parameters);
          if (leaves.length === 0) return;
          const { grad } = valueAndGrad(objective)(tensors(parameters));
          treeLeaves<tf.Tensor>(grad).forEach((g, i) => {
            const values = Array.from(g.dataSync());
            expect(values.every(Number.isFinite), treePaths(grad)[i]).toBe(true);
            expect(
              values.some((value) => value !== 0),
              `${way}: ${treePaths(grad)[i]}`,
            ).toBe(true);
          });
        });
      }
    });

    it('gives the same numbers when it is compiled', async () => {
      const p = tensors(parameters);
      const x = tensor(points);
      const given = [context()].filter((tensor) => tensor !== undefined);
      const f = (own: never, at: tf.Tensor, more: tf.Tensor[]) => transform.forwardAndLadj(own, at, more[0]);
      const compiled = await jit(f, [p, x, given] as never, { engine: 'onnx-cpu' });
      const { y, ladj } = await compiled.arrays(p as never, x, given);
      const eager = f(p as never, x, given);
      expect(y).toBeAllClose(eager.y, { absolute: 1e-4, relative: 1e-4 });
      expect(ladj).toBeAllClose(eager.ladj, { absolute: 1e-4, relative: 1e-4 });
      await compiled.dispose();
    });

    it('leaves no tensor behind', () => {
      const [p, x, c] = [tensors(parameters), tensor(points), context()];
      const before = tf.memory().numTensors;
      tf.dispose([transform.forward(p, x, c), transform.inverse(p, x, c)]);
      const { y, ladj } = transform.forwardAndLadj(p, x, c);
      const { y: back, ladj: itsLadj } = transform.inverseAndLadj(p, x, c);
      tf.dispose([y, ladj, back, itsLadj]);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('refuses points of another width', () => {
      expect(() => transform.forward(tensors(parameters), tf.zeros([2, features + 1]), context())).toThrow(
        /must have the shape/,
      );
    });
  });
}

/** Largest entry of J^T Omega J - Omega. */
export function symplecticDefect(jacobian: readonly (readonly number[])[]): number {
  const n = jacobian.length / 2;
  const omega = (i: number, j: number): number => (j === i + n ? 1 : i === j + n ? -1 : 0);
  let worst = 0;
  for (let i = 0; i < 2 * n; i++) {
    for (let j = 0; j < 2 * n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) {
        sum += jacobian[k][i] * jacobian[k + n][j] - jacobian[k + n][i] * jacobian[k][j];
      }
      worst = Math.max(worst, Math.abs(sum - omega(i, j)));
    }
  }
  return worst;
}
