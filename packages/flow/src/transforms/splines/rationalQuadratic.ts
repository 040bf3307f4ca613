import { logSumExp } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Mapped } from '../transform.ts';

/** The least share of a bin's width or height, and the least slope at a knot. */
const LEAST_SHARE = 1e-3;
const LEAST_SLOPE = 1e-3;

/** Numbers per element that shape a spline of `bins` bins: widths, heights, and the slopes of the inner knots. */
export function splineNumbers(bins: number): number {
  return 3 * bins - 1;
}

/** A spline for every element of a batch: its knots and slopes, each [batch or 1, n, bins] at the left of a bin. */
interface Bins {
  readonly left: Tensor;
  readonly width: Tensor;
  readonly bottom: Tensor;
  readonly height: Tensor;
  readonly slopeLeft: Tensor;
  readonly slopeRight: Tensor;
}

/** Splines from raw numbers [batch or 1, n * (3 bins - 1)]: identity where all of them are 0. */
function binsOf(raw: Tensor, bins: number, bound: number): Bins {
  const grouped = tf.reshape(raw, [raw.shape[0], -1, splineNumbers(bins)]);
  const [widths, heights, slopes] = tf.split(grouped, [bins, bins, bins - 1], 2);
  const sizes = (shares: Tensor): Tensor => {
    const share = tf.exp(tf.sub(shares, logSumExp(shares, 2, true)));
    return tf.mul(2 * bound, tf.add(LEAST_SHARE, tf.mul(1 - LEAST_SHARE * bins, share)));
  };
  const starts = (sized: Tensor): Tensor => tf.sub(tf.cumsum(sized, 2, true), bound);
  const [width, height] = [sizes(widths), sizes(heights)];
  // softplus(0 + this) + LEAST_SLOPE = 1: the slope of the tails.
  const offset = Math.log(Math.expm1(1 - LEAST_SLOPE));
  const inner = tf.add(LEAST_SLOPE, tf.softplus(tf.add(slopes, offset)));
  const edge = tf.ones([...inner.shape.slice(0, 2), 1]);
  return {
    left: starts(width),
    width,
    bottom: starts(height),
    height,
    slopeLeft: tf.concat([edge, inner], 2),
    slopeRight: tf.concat([inner, edge], 2),
  };
}

/** The bin of each element by where it begins, as a mask [batch, n, bins] with a single one. */
function binMask(x: Tensor, starts: Tensor, bins: number): Tensor {
  const reached = tf.cast(tf.greaterEqual(tf.expandDims(x, 2), starts), 'float32');
  const [first, ...rest] = tf.split(reached, bins, 2);
  // The last start reached: reached itself, but the next one not. The first is always reached.
  const all = [tf.onesLike(first), ...rest];
  return tf.concat(
    all.map((mask, bin) => (bin + 1 < bins ? tf.sub(mask, all[bin + 1]) : mask)),
    2,
  );
}

/**
 * Monotone rational-quadratic splines on [-bound, bound], with the identity as tails; one spline an element.
 *
 * Source: Durkan, Bekasov, Murray, Papamakarios (2019), equations 4 to 8, arXiv:1906.04032; Gregory and Delbourgo (1982).
 *
 * @param way `forward` or `inverse`
 * @param x [batch, n]
 * @param raw [batch or 1, n * (3 bins - 1)]
 * @returns the elements moved, and log |slope| of the chosen way for each, [batch, n]
 */
export function rationalQuadratic(
  way: 'forward' | 'inverse',
  x: Tensor,
  raw: Tensor,
  { bins, bound }: { readonly bins: number; readonly bound: number },
): Mapped {
  const spline = binsOf(raw, bins, bound);
  // Tails are computed at the edge of the spline and then replaced, so that no gradient is ever not a number.
  const inside = tf.clipByValue(x, -bound, bound);
  const mask = binMask(inside, way === 'forward' ? spline.left : spline.bottom, bins);
  const pick = (values: Tensor): Tensor => tf.sum(tf.mul(mask, values), 2);
  const [left, width] = [pick(spline.left), pick(spline.width)];
  const [bottom, height] = [pick(spline.bottom), pick(spline.height)];
  const [d0, d1] = [pick(spline.slopeLeft), pick(spline.slopeRight)];
  const secant = tf.div(height, width);
  const bend = tf.sub(tf.add(d0, d1), tf.mul(2, secant));

  /** Where in its bin an element lies, from 0 to 1. */
  const place =
    way === 'forward'
      ? tf.div(tf.sub(inside, left), width)
      : solve(tf.sub(inside, bottom), height, secant, d0, bend);
  const across = tf.mul(place, tf.sub(1, place));
  const denominator = tf.add(secant, tf.mul(bend, across));
  const slope = tf.div(
    tf.mul(
      tf.square(secant),
      tf.add(
        tf.add(tf.mul(d1, tf.square(place)), tf.mul(tf.mul(2, secant), across)),
        tf.mul(d0, tf.square(tf.sub(1, place))),
      ),
    ),
    tf.square(denominator),
  );
  const moved =
    way === 'forward'
      ? tf.add(
          bottom,
          tf.div(tf.mul(height, tf.add(tf.mul(secant, tf.square(place)), tf.mul(d0, across))), denominator),
        )
      : tf.add(left, tf.mul(place, width));
  const logSlope = tf.log(slope);

  const isInside = tf.lessEqual(tf.abs(x), bound);
  return {
    y: tf.where(isInside, moved, x),
    ladj: tf.where(isInside, way === 'forward' ? logSlope : tf.neg(logSlope), tf.zerosLike(x)),
  };
}

/** The root in [0, 1] of the quadratic equation that inverts a bin, in the form that does not cancel. */
function solve(rise: Tensor, height: Tensor, secant: Tensor, d0: Tensor, bend: Tensor): Tensor {
  const bent = tf.mul(rise, bend);
  const a = tf.add(tf.mul(height, tf.sub(secant, d0)), bent);
  const b = tf.sub(tf.mul(height, d0), bent);
  const c = tf.neg(tf.mul(secant, rise));
  const discriminant = tf.maximum(tf.sub(tf.square(b), tf.mul(tf.mul(4, a), c)), 1e-12);
  return tf.div(tf.mul(2, c), tf.neg(tf.add(b, tf.sqrt(discriminant))));
}
