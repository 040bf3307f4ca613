import { ndarray } from '@hgn/autodiff';
import { foldIn, key, normal, uniform } from '@hgn/nn';
import type { Density } from './density.ts';

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** A normal distribution of one number, or the even mixture of it and its mirror image. */
interface Column {
  readonly mean: number;
  readonly deviation: number;
  /** Whether half of the samples have the mean of the opposite sign. */
  readonly mirrored?: boolean;
  /** Whether the column is the exponential of that number. */
  readonly logarithmic?: boolean;
}

/** Points whose columns are drawn one after the other, each from a distribution that depends on those before it. */
export function sequential(
  title: string,
  columns: readonly ((before: readonly number[]) => Column)[],
): Density {
  const features = columns.length;
  return {
    title,
    features,
    draw(count, seed) {
      const noise = normal(foldIn(key(seed), 'noise'), [count, features]).data;
      const sides = uniform(foldIn(key(seed), 'sides'), [count, features]).data;
      const data = new Float32Array(count * features);
      for (let i = 0; i < data.length; i++) {
        const column = i % features;
        const { mean, deviation, mirrored, logarithmic } = columns[column](
          Array.from(data.subarray(i - column, i)),
        );
        const side = mirrored === true && sides[i] < 0.5 ? -1 : 1;
        const value = side * mean + deviation * noise[i];
        data[i] = logarithmic === true ? Math.exp(value) : value;
      }
      return Promise.resolve(ndarray(data, [count, features]));
    },
    logDensity: ({ data, shape }) =>
      Promise.resolve(
        Float64Array.from({ length: shape[0] }, (_, row) => {
          const point = Array.from(data.subarray(row * features, (row + 1) * features));
          return columns.reduce((sum, column, i) => {
            return sum + logDensityOf(column(point.slice(0, i)), point[i]);
          }, 0);
        }),
      ),
  };
}

function logDensityOf({ mean, deviation, mirrored, logarithmic }: Column, x: number): number {
  if (logarithmic === true && !(x > 0)) return -Infinity;
  const value = logarithmic === true ? Math.log(x) : x;
  const logNormal = (at: number): number =>
    -0.5 * (((value - at) / deviation) ** 2 + LOG_TWO_PI) - Math.log(deviation);
  const volume = logarithmic === true ? -value : 0;
  if (mirrored !== true) return logNormal(mean) + volume;
  const [a, b] = [logNormal(mean), logNormal(-mean)];
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))) - Math.LN2 + volume;
}
