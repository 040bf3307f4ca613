import { logSumExp } from '@hgn/autodiff';
import { foldIn, normal, uniform } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { Distribution } from '../distributions/distribution.ts';
import { fixedDistribution } from '../distributions/fixed.ts';

const RADIUS = 2;
const RING = 0.4;
const SIDE = 0.6;

/** How near a point is to either side, from 0 to a little over 1. */
const sides = (x: number): number =>
  Math.exp(-0.5 * ((x - RADIUS) / SIDE) ** 2) + Math.exp(-0.5 * ((x + RADIUS) / SIDE) ** 2);

/** The integral of the unnormalised density, in polar coordinates by the trapezoidal rule. */
function normaliser(): number {
  const [radii, angles] = [400, 400];
  const highest = RADIUS + 12 * RING;
  let sum = 0;
  for (let i = 1; i < radii; i++) {
    const r = (highest * i) / radii;
    let around = 0;
    for (let j = 0; j < angles; j++) around += sides(r * Math.cos((2 * Math.PI * j) / angles));
    sum += r * Math.exp(-0.5 * ((r - RADIUS) / RING) ** 2) * around;
  }
  return sum * (highest / radii) * ((2 * Math.PI) / angles);
}

/**
 * Two crescents that face each other: a ring of radius 2 of which the left and the right side are kept. Drawn by
 * rejection from the ring.
 *
 * Source: density 1 of Rezende and Mohamed (2015), table 1, arXiv:1505.05770; normalised by quadrature.
 *
 * @example
 * const samples = await draw(twoCrescents(), 1000, { seed: 1 });
 */
export function twoCrescents(): Distribution {
  const logNormaliser = Math.log(normaliser());
  // A proposal of the ring has the density exp(...) / r in the plane, so that r sides(x) is what is left to accept.
  const farthest = RADIUS + 6 * RING;
  const bound = farthest * 1.01;

  return fixedDistribution('twoCrescents', 2, {
    draw(key, count) {
      const data = new Float32Array(2 * count);
      let open = Array.from({ length: count }, (_, i) => i);
      for (let round = 0; open.length > 0; round++) {
        const own = foldIn(key, round);
        const u = uniform(foldIn(own, 'uniform'), [count, 2]).data;
        const z = normal(foldIn(own, 'normal'), [count]).data;
        open = open.filter((i) => {
          const r = RADIUS + RING * z[i];
          const angle = 2 * Math.PI * u[2 * i];
          const [x, y] = [r * Math.cos(angle), r * Math.sin(angle)];
          const rejected = r <= 0 || u[2 * i + 1] * bound >= r * sides(x);
          if (!rejected) data.set([x, y], 2 * i);
          return rejected;
        });
      }
      return { dtype: 'float32', shape: [count, 2], data };
    },
    logProb(point) {
      const x = tf.slice(point, [0, 0], [point.shape[0], 1]);
      const distance = tf.sqrt(tf.sum(tf.square(point), 1));
      const ring = tf.mul(-0.5, tf.square(tf.div(tf.sub(distance, RADIUS), RING)));
      const away = tf.div(tf.sub(x, tf.tensor2d([[RADIUS, -RADIUS]])), SIDE);
      return tf.sub(tf.add(ring, logSumExp(tf.mul(-0.5, tf.square(away)), 1)), logNormaliser);
    },
  });
}
