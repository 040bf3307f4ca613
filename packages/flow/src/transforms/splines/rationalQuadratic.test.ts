import '@tensorflow/tfjs-backend-cpu';
import '@hgn/testing';
import { foldIn, key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tensor } from '../../../test/tensors.ts';
import { rationalQuadratic, splineNumbers } from './rationalQuadratic.ts';

const shape = { bins: 6, bound: 3 };
const width = splineNumbers(shape.bins);
const raw = (count: number, scale = 2): tf.Tensor =>
  tf.mul(scale, tensor(normal(foldIn(key(1), 'raw'), [1, count * width])));

/** One spline at many points. */
function along(way: 'forward' | 'inverse', points: readonly number[], scale?: number) {
  return tf.tidy(() => {
    const x = tf.tensor2d([...points], [points.length, 1]);
    const { y, ladj } = rationalQuadratic(way, x, raw(1, scale), shape);
    return { y: y.dataSync(), ladj: ladj.dataSync() };
  });
}

describe('rationalQuadratic', () => {
  const points = Array.from({ length: 800 }, (_, i) => -4 + (i + 0.5) / 100);

  it('is the identity where all raw numbers are zero', () => {
    const { y, ladj } = along('forward', points, 0);
    expect(y).toBeAllClose(points, { absolute: 1e-5 });
    expect(ladj).toBeAllClose(
      points.map(() => 0),
      { absolute: 1e-5 },
    );
  });

  it('rises everywhere, keeps its ends, and is the identity beyond them', () => {
    const { y } = along('forward', points);
    for (let i = 1; i < y.length; i++) expect(y[i]).toBeGreaterThan(y[i - 1]);
    expect(along('forward', [-3, 3]).y).toBeAllClose([-3, 3], { absolute: 1e-5 });
    expect(along('forward', [-3.5, 7]).y).toBeAllClose([-3.5, 7]);
    expect(along('forward', [-3.5, 7]).ladj).toBeAllClose([0, 0]);
  });

  it('has the slope that differences give, also across knots', () => {
    const h = 5e-3;
    const middle = points.filter((x) => Math.abs(x) < 2.9);
    const { ladj } = along('forward', middle);
    const up = along(
      'forward',
      middle.map((x) => x + h),
    ).y;
    const down = along(
      'forward',
      middle.map((x) => x - h),
    ).y;
    const wrong = middle.filter((_, i) => {
      const slope = (up[i] - down[i]) / (2 * h);
      return Math.abs(Math.log(slope) - ladj[i]) > 0.02;
    });
    // Third derivatives jump at knots: only there may the differences be off.
    expect(wrong.length).toBeLessThan(middle.length / 10);
  });

  it('is undone by its inverse to 1e-5, which has the opposite log-slope', () => {
    const { y, ladj } = along('forward', points);
    const back = along('inverse', Array.from(y));
    expect(back.y).toBeAllClose(points, { absolute: 1e-5, relative: 0 });
    expect(back.ladj).toBeAllClose(
      Float32Array.from(ladj, (value) => -value),
      { absolute: 1e-3 },
    );
  });
});
