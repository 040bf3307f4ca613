import { describe, expect, it } from 'vitest';
import { erfInverse } from './erfInverse.ts';
import { permutation, randint } from './integers.ts';
import { foldIn, key } from './key.ts';
import { normal, truncatedNormal } from './normal.ts';
import { uniform } from './uniform.ts';

/** Moments of a sample, in float64. */
function moments(data: ArrayLike<number>) {
  const values = Array.from(data);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const central = (power: number) => values.reduce((sum, x) => sum + (x - mean) ** power, 0) / values.length;
  const variance = central(2);
  return { mean, variance, skewness: central(3) / variance ** 1.5, kurtosis: central(4) / variance ** 2 };
}

/** The error function from its Maclaurin series: exact to 1e-12 for |x| < 3. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

// Reference values: jax 0.10.2 with its default threefry2x32 keys.
describe('uniform', () => {
  it('equals jax.random.uniform', () => {
    expect([...uniform(key(0), [4]).data]).toEqual([
      0.9476670026779175, 0.9785798788070679, 0.33229148387908936, 0.46866846084594727,
    ]);
    expect([...uniform(key(3), [4], { min: -2.5, max: 0.7 }).data]).toEqual([
      -2.2630317211151123, 0.5020619034767151, -0.42333751916885376, 0.6219872236251831,
    ]);
  });

  it('fills its interval evenly', () => {
    const { data, shape } = uniform(key(1), [100, 200], { min: 2, max: 5 });
    expect(shape).toEqual([100, 200]);
    expect(Math.min(...data)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...data)).toBeLessThan(5);
    const { mean, variance } = moments(data);
    expect(Math.abs(mean - 3.5)).toBeLessThan((4 * Math.sqrt(9 / 12)) / Math.sqrt(20_000));
    expect(variance).toBeCloseTo(9 / 12, 1);
  });

  it('refuses an empty interval', () => {
    expect(() => uniform(key(0), [1], { min: 1, max: 1 })).toThrow(
      'uniform: min must be below max, but got min 1, max 1',
    );
  });
});

describe('normal', () => {
  it('equals jax.random.normal to float32 rounding', () => {
    const expected = [
      1.6359468698501587, 0.8408094048500061, 0.022123929113149643, -0.5292768478393555, -0.6866449117660522,
      -1.0878772735595703,
    ];
    normal(key(123), [6]).data.forEach((value, index) => {
      expect(Math.abs(value / expected[index] - 1)).toBeLessThan(1e-6);
    });
  });

  it('has the moments of a standard normal variable within four standard errors', () => {
    const count = 40_000;
    const { mean, variance, skewness, kurtosis } = moments(normal(key(2), [count]).data);
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(skewness)).toBeLessThan(4 * Math.sqrt(6 / count));
    expect(Math.abs(kurtosis - 3)).toBeLessThan(4 * Math.sqrt(24 / count));
  });

  it('draws independent values for neighbouring steps', () => {
    const count = 40_000;
    const a = normal(foldIn(key(0), 1), [count]).data;
    const b = normal(foldIn(key(0), 2), [count]).data;
    let covariance = 0;
    for (let index = 0; index < count; index++) covariance += a[index] * b[index];
    expect(Math.abs(covariance / count)).toBeLessThan(4 / Math.sqrt(count));
  });
});

describe('truncatedNormal', () => {
  it('equals jax.random.truncated_normal to float32 rounding', () => {
    const expected = [
      -0.08052563667297363, 1.291477084159851, 0.5980021357536316, -1.2080950736999512, 1.2570390701293945,
      0.4389263391494751,
    ];
    truncatedNormal(key(5), [6]).data.forEach((value, index) => {
      expect(Math.abs(value / expected[index] - 1)).toBeLessThan(2e-6);
    });
  });

  it('stays within two standard deviations and has the variance of the cut distribution', () => {
    const { data } = truncatedNormal(key(6), [40_000]);
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(2);
    expect(moments(data).variance).toBeCloseTo(0.8796256610342398 ** 2, 2);
  });
});

describe('erfInverse', () => {
  it('inverts the error function', () => {
    for (let x = -2.9; x <= 2.9; x += 0.0501) {
      // The tail amplifies the rounding of erf(x) itself by the slope of the inverse.
      const slope = (Math.sqrt(Math.PI) / 2) * Math.exp(x * x);
      expect(Math.abs(erfInverse(erf(x)) - x)).toBeLessThan(4e-7 * Math.abs(x) + 1e-12 * slope + 1e-15);
    }
  });
});

describe('randint', () => {
  it('equals jax.random.randint', () => {
    expect([...randint(key(9), [8], { min: -3, max: 27 }).data]).toEqual([24, 18, 11, 20, 10, 21, 4, 4]);
    expect([...randint(key(9), [4], { max: 2_000_000_000 }).data]).toEqual([
      586447873, 1002075809, 575451576, 760545917,
    ]);
    expect([...randint(key(9), [4], { min: -2_000_000_000, max: 100_003 }).data]).toEqual([
      -1413552127, -997924191, -1424648427, -1239454083,
    ]);
  });

  it('hits every value equally often', () => {
    const counts = new Array<number>(7).fill(0);
    for (const value of randint(key(4), [70_000], { max: 7 }).data) counts[value]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.5); // 6 degrees of freedom, one in a thousand
  });

  it('refuses bounds that are no int32 or in the wrong order', () => {
    expect(() => randint(key(0), [1], { max: 0 })).toThrow(
      'randint: min and max must be int32 with min < max, but got min 0, max 0',
    );
    expect(() => randint(key(0), [1], { max: 2 ** 31 })).toThrow(RangeError);
  });
});

describe('permutation', () => {
  it('equals jax.random.permutation', () => {
    expect([...permutation(key(11), 12)]).toEqual([1, 5, 3, 2, 10, 0, 8, 4, 11, 9, 6, 7]);
    expect([...permutation(key(11), 3000).subarray(0, 8)]).toEqual([
      2676, 1698, 368, 1453, 2853, 2315, 2245, 1172,
    ]);
  });

  it.each([0, 1, 2, 1000, 5000])('of %i elements contains each once', (size) => {
    expect([...permutation(key(8), size)].sort((a, b) => a - b)).toEqual([...Array(size).keys()]);
  });
});
