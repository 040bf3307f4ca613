import { requireOptions } from '@hgn/options';
import { positive, wholeNumber } from '../core/check.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { smearedCurve, type Piece } from './smearedCurve.ts';

/** How many quadrature points a curve of this length needs: neighbours three fifths of a deviation apart. */
const pointsFor = (length: number, deviation: number): number => Math.ceil(length / (0.6 * deviation)) + 24;

/**
 * Two interleaving half circles of radius 1 with normal noise, in the plane.
 *
 * Source: the data set of Zhou et al. (2003) as scikit-learn's `make_moons` has it; density by quadrature.
 *
 * @param options `deviation` of the noise, above 0; default 0.1
 * @throws RangeError if the deviation is not above 0.
 * @example
 * const samples = await draw(twoMoons(), 1000, { seed: 1 });
 */
export function twoMoons(options: { readonly deviation?: number } = {}): Distribution {
  requireOptions('twoMoons', options, { deviation: true });
  const { deviation = 0.1 } = options;
  positive('twoMoons: deviation', deviation);
  const points = pointsFor(Math.PI, deviation);
  const upper: Piece['at'] = (t) => [Math.cos(Math.PI * t), Math.sin(Math.PI * t)];
  const lower: Piece['at'] = (t) => [1 - Math.cos(Math.PI * t), 0.5 - Math.sin(Math.PI * t)];
  return smearedCurve(
    'twoMoons',
    [upper, lower].map((at) => ({ at, weight: 1, points })),
    deviation,
  );
}

/** Options of {@link rings}. */
export interface RingsOptions {
  /** Radii of the circles, above 0; default `[0.75, 1.5, 2.25]`. */
  readonly radii?: readonly number[];
  /** Standard deviation of the noise, above 0; default 0.1. */
  readonly deviation?: number;
}

/**
 * Concentric circles with normal noise, equally many samples on each.
 *
 * @throws RangeError if a number is not above 0.
 * @example
 * const samples = await draw(rings({ radii: [1, 2] }), 1000, { seed: 1 });
 */
export function rings(options: RingsOptions = {}): Distribution {
  requireOptions('rings', options, { radii: true, deviation: true });
  const { radii = [0.75, 1.5, 2.25], deviation = 0.1 } = options;
  wholeNumber('rings: the number of radii', radii.length);
  for (const radius of radii) positive('rings: a radius', radius);
  positive('rings: deviation', deviation);
  const piece = (radius: number): Piece => ({
    at: (t) => [radius * Math.cos(2 * Math.PI * t), radius * Math.sin(2 * Math.PI * t)],
    weight: 1,
    points: pointsFor(2 * Math.PI * radius, deviation),
  });
  return smearedCurve('rings', radii.map(piece), deviation);
}

/**
 * A spiral of a turn and a half, the cross-section of the Swiss roll, with normal noise.
 *
 * Source: Marsland (2014), section 6.2, at a seventh of the size; density by quadrature.
 *
 * @param options `deviation` of the noise, above 0; default 0.1
 * @throws RangeError if the deviation is not above 0.
 * @example
 * const samples = await draw(swissRoll(), 1000, { seed: 1 });
 */
export function swissRoll(options: { readonly deviation?: number } = {}): Distribution {
  requireOptions('swissRoll', options, { deviation: true });
  const { deviation = 0.1 } = options;
  positive('swissRoll: deviation', deviation);
  const at: Piece['at'] = (t) => {
    const angle = 1.5 * Math.PI * (1 + 2 * t);
    return [(angle * Math.cos(angle)) / 7, (angle * Math.sin(angle)) / 7];
  };
  return smearedCurve('swissRoll', [{ at, weight: 1, points: pointsFor(13, deviation) }], deviation);
}

/** Options of {@link frame}. */
export interface FrameOptions {
  /** Half the side of the frame, above 0; default 1.5. */
  readonly size?: number;
  /** Standard deviation of the noise, above 0; default 0.15. */
  readonly deviation?: number;
  /** Share of the samples in the five modes, from 0 to below 1; default 0.5. */
  readonly modes?: number;
}

/**
 * A connected frame: modes at the four corners of a square and at its centre, joined by the left and right sides and
 * both diagonals.
 *
 * Source: after the third density in the Neural Hamiltonian Flow figure of Toth et al. (2020), arXiv:1909.13789, which
 * is given as a picture only.
 *
 * @throws RangeError if a number is out of its range.
 * @example
 * const samples = await draw(frame(), 1000, { seed: 1 });
 */
export function frame(options: FrameOptions = {}): Distribution {
  requireOptions('frame', options, { size: true, deviation: true, modes: true });
  const { size = 1.5, deviation = 0.15, modes = 0.5 } = options;
  positive('frame: size', size);
  positive('frame: deviation', deviation);
  if (!(modes >= 0 && modes < 1)) throw new RangeError(`frame: modes must be in [0, 1), but got ${modes}`);
  const corners = [
    [-size, -size],
    [-size, size],
    [size, -size],
    [size, size],
  ] as const;
  const bars = [
    [corners[0], corners[1]],
    [corners[2], corners[3]],
    [corners[0], corners[3]],
    [corners[1], corners[2]],
  ];
  const lengths = bars.map(([[ax, ay], [bx, by]]) => Math.hypot(bx - ax, by - ay));
  const whole = lengths.reduce((sum, length) => sum + length);
  const spots: Piece[] = [...corners, [0, 0] as const].map((corner) => ({
    at: () => corner,
    weight: modes / 5,
    points: 1,
  }));
  const lines = bars.map(([a, b], i): Piece => ({
    at: (t) => [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])],
    weight: ((1 - modes) * lengths[i]) / whole,
    points: pointsFor(lengths[i], deviation),
  }));
  return smearedCurve('frame', modes > 0 ? [...spots, ...lines] : lines, deviation);
}
