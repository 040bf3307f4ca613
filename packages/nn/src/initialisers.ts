import { ndarray, type NdArray } from '@hgn/autodiff';
import { normal, truncatedNormal } from './random/normal.ts';
import { uniform } from './random/uniform.ts';
import type { Key } from './random/key.ts';
import { elements, type Shape } from './shape.ts';

/** How many inputs one output sums over, and how many outputs one input feeds. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Draws the first value of a parameter of the given shape. */
export type Initialiser = (key: Key, shape: Shape, fans: Fans) => NdArray;

/** What {@link varianceScaling} needs to know. */
export interface VarianceScaling {
  /** The variance of a weight times its fan. */
  readonly scale: number;
  /** The fan that divides the variance: inputs, outputs or their mean. */
  readonly fan: 'in' | 'out' | 'mean';
  /** The distribution; the truncated normal one is cut at two standard deviations and keeps the variance. */
  readonly distribution: 'normal' | 'truncatedNormal' | 'uniform';
}

/** The standard deviation of a standard normal variable cut off at two standard deviations. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

/**
 * Weights of mean 0 and variance `scale / fan`, so that a layer neither grows nor shrinks its signal.
 *
 * @throws RangeError if `scale` is negative or not finite.
 * @example
 * const heNormal = varianceScaling({ scale: 2, fan: 'in', distribution: 'normal' });
 */
export function varianceScaling({ scale, fan, distribution }: VarianceScaling): Initialiser {
  if (!(scale >= 0 && scale < Infinity)) {
    throw new RangeError(`varianceScaling: the scale must be a number from 0 up, but got ${scale}`);
  }
  return (key, shape, { fanIn, fanOut }) => {
    const divisor = { in: fanIn, out: fanOut, mean: (fanIn + fanOut) / 2 }[fan];
    const deviation = Math.sqrt(scale / divisor);
    if (distribution === 'normal') return times(deviation, normal(key, shape));
    if (distribution === 'truncatedNormal') {
      return times(deviation / TRUNCATED_DEVIATION, truncatedNormal(key, shape));
    }
    const bound = Math.sqrt(3) * deviation;
    return times(bound, uniform(key, shape, { min: -1, max: 1 }));
  };
}

/**
 * Truncated normal of variance 1 / fan-in: the default, also of Haiku and Flax. LeCun et al., "Efficient BackProp" (1998).
 *
 * @example
 * const kernel = lecunNormal(key(0), [16, 64], { fanIn: 16, fanOut: 64 });
 */
export const lecunNormal = varianceScaling({ scale: 1, fan: 'in', distribution: 'truncatedNormal' });

/**
 * Normal of variance 2 / fan-in, for rectifiers. He et al. (2015), doi:10.1109/ICCV.2015.123, equation 10.
 *
 * @example
 * const layer = dense({ inputs: 16, outputs: 64, weightInit: heNormal });
 */
export const heNormal = varianceScaling({ scale: 2, fan: 'in', distribution: 'normal' });

/**
 * Uniform of variance 2 / (fan-in + fan-out). Glorot and Bengio (2010), equation 16.
 *
 * @example
 * const layer = dense({ inputs: 16, outputs: 64, weightInit: glorotUniform });
 */
export const glorotUniform = varianceScaling({ scale: 1, fan: 'mean', distribution: 'uniform' });

/**
 * Uniform within 1 / sqrt(fan-in), the default of PyTorch's linear and convolution layers for kernels and biases.
 *
 * @example
 * const layer = dense({ inputs: 16, outputs: 64, weightInit: torchUniform, biasInit: torchUniform });
 */
export const torchUniform = varianceScaling({ scale: 1 / 3, fan: 'in', distribution: 'uniform' });

/**
 * Sets every element to `value`.
 *
 * @example
 * const logVarianceBias = filled(-4);
 */
export function filled(value: number): Initialiser {
  return (_key, shape) => ndarray(new Float32Array(elements(shape)).fill(value), shape);
}

/**
 * Sets every element to 0.
 *
 * @example
 * const layer = dense({ inputs: 16, outputs: 64, weightInit: zeros });
 */
export const zeros = filled(0);

/**
 * The values of another initialiser times `gain`.
 *
 * @example
 * const nearlyZero = scaled(0.1, lecunNormal);
 */
export function scaled(gain: number, initialiser: Initialiser): Initialiser {
  return (key, shape, fans) => times(gain, initialiser(key, shape, fans));
}

function times(factor: number, array: NdArray): NdArray {
  const { data, shape } = array;
  const product = new Float32Array(data.length);
  // Not Float32Array.from, which takes ten times as long.
  for (let i = 0; i < data.length; i++) product[i] = factor * data[i];
  return ndarray(product, shape);
}
