import { ndarray } from '@hgn/autodiff';
import { draw, logDensity, targets, type TargetName } from '@hgn/flow';
import { foldIn, key, normal, uniform } from '@hgn/nn';
import { alongCurves } from './curves.ts';
import type { Density } from './density.ts';
import { sequential } from './sequential.ts';

const engine = { engine: 'onnx-cpu', threads: 1 } as const;

/** One of the densities of `@hgn/flow`. */
function known(title: string, name: TargetName): Density {
  const target = targets[name]();
  return {
    title,
    features: target.features,
    draw: (count, seed) => draw(target, count, { seed, ...engine }),
    logDensity: (points) => logDensity(target, points, engine),
  };
}

const strip = { half: 2, deviation: 0.025 };

/** A sine of even thickness with sharp ends: 0.88 nats, most of them across the strip. */
const thinStrip: Density = {
  title: 'thin strip',
  features: 2,
  draw(count, seed) {
    const along = uniform(foldIn(key(seed), 'along'), [count]).data;
    const noise = normal(foldIn(key(seed), 'noise'), [count]).data;
    const data = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) {
      data[2 * i] = strip.half * (2 * along[i] - 1);
      data[2 * i + 1] = Math.sin(2 * data[2 * i]) + strip.deviation * noise[i];
    }
    return Promise.resolve(ndarray(data, [count, 2]));
  },
  logDensity: ({ data, shape }) =>
    Promise.resolve(
      Float64Array.from({ length: shape[0] }, (_, i) => {
        const [x, y] = [data[2 * i], data[2 * i + 1]];
        if (Math.abs(x) > strip.half) return -Infinity;
        const off = (y - Math.sin(2 * x)) / strip.deviation;
        return (
          -Math.log(2 * strip.half) - 0.5 * (off ** 2 + Math.log(2 * Math.PI)) - Math.log(strip.deviation)
        );
      }),
    ),
};

/** Student's t of 3 degrees of freedom at four places: half the scale, other shares, heavy tails. */
const clumps = [
  { x: -2, y: 0, scale: 0.3, share: 0.4 },
  { x: 1, y: 1.5, scale: 0.2, share: 0.3 },
  { x: 1.5, y: -1.5, scale: 0.4, share: 0.2 },
  { x: 0, y: 0, scale: 0.1, share: 0.1 },
];
const freedom = 3;

const studentMixture: Density = {
  title: 'Student-t mixture',
  features: 2,
  draw(count, seed) {
    const where = uniform(foldIn(key(seed), 'where'), [count]).data;
    // A normal vector over the root of a chi-square of three more normal numbers.
    const noise = normal(foldIn(key(seed), 'noise'), [count, 2 + freedom]).data;
    const data = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) {
      let left = where[i];
      const clump = clumps.find(({ share }) => (left -= share) < 0) ?? clumps[clumps.length - 1];
      const own = noise.subarray(i * (2 + freedom), (i + 1) * (2 + freedom));
      const stretch = clump.scale / Math.sqrt((own[2] ** 2 + own[3] ** 2 + own[4] ** 2) / freedom);
      data[2 * i] = clump.x + stretch * own[0];
      data[2 * i + 1] = clump.y + stretch * own[1];
    }
    return Promise.resolve(ndarray(data, [count, 2]));
  },
  logDensity: ({ data, shape }) =>
    Promise.resolve(
      Float64Array.from({ length: shape[0] }, (_, i) => {
        const density = clumps.reduce((sum, { x, y, scale, share }) => {
          const square = ((data[2 * i] - x) ** 2 + (data[2 * i + 1] - y) ** 2) / scale ** 2;
          // In the plane, t of any number of degrees of freedom has the height 1 / 2 pi.
          return sum + (share * (1 + square / freedom) ** (-(freedom + 2) / 2)) / (2 * Math.PI * scale ** 2);
        }, 0);
        return Math.log(density);
      }),
    ),
};

const turn = 2 * Math.PI;

/** Two arms of a turn and a quarter, one the other turned by half a turn. */
const spiral = (side: 1 | -1) => (t: number) => {
  const angle = turn * (0.2 + 1.25 * t);
  const radius = side * 0.35 * angle;
  return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
};

/** Six columns of one process: a curve, two branches, widths that change, a skew column, a saturating one. */
const table = sequential('table of 6 columns', [
  () => ({ mean: 0, deviation: 1 }),
  ([a]) => ({ mean: Math.sin(2 * a), deviation: 0.3 }),
  ([a]) => ({ mean: 1 + 0.3 * a, deviation: 0.3, mirrored: true }),
  ([a, b, c]) => ({ mean: 0.5 * a * a + 0.5 * c, deviation: 0.3 * Math.exp(0.5 * b) }),
  ([, b, , d]) => ({ mean: 0.4 * d - 0.3 * b, deviation: 0.3, logarithmic: true }),
  ([a, , c, , e]) => ({ mean: 2 * Math.tanh(e - c), deviation: 0.2 + 0.1 * Math.abs(a) }),
]);

/** The densities by the name that the command line takes. */
export const densities = {
  'thin-strip': thinStrip,
  'ring-and-bar': alongCurves(
    'ring and bar',
    [
      { at: (t) => [2 * Math.cos(turn * t), 2 * Math.sin(turn * t)], share: 0.7 },
      { at: (t) => [2.4 * t - 1.2, 0], share: 0.3 },
    ],
    0.1,
  ),
  'eight-gaussians': known('eight Gaussians', 'eightGaussians'),
  'two-moons': known('two moons', 'twoMoons'),
  checkerboard: known('checkerboard', 'checkerboard'),
  spirals: alongCurves(
    'spirals',
    [
      { at: spiral(1), share: 0.5 },
      { at: spiral(-1), share: 0.5 },
    ],
    0.1,
  ),
  'student-mixture': studentMixture,
  banana: known('banana', 'banana'),
  table,
} as const satisfies Readonly<Record<string, Density>>;

/** The name of one. */
export type DensityName = keyof typeof densities;
