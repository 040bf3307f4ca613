import type * as tf from '@tensorflow/tfjs-core';
import { gradientOf, runKernel } from '../rule.ts';
import { dilateFilter, isDilated, undilateFilter } from './dilation.ts';

/** A convolution and the two kernels that tfjs has for its derivatives by input and by filter. */
interface Kernels {
  readonly forward: string;
  readonly byInput: string;
  readonly byFilter: string;
  /** Attributes that the three share and hand on to each other. */
  readonly options: readonly string[];
}

type Attributes = Readonly<Record<string, unknown>> & { dilations?: number | number[] };

/** One dilation for each axis of a window; images have rank 4, volumes 5. */
const undilated = ({ rank }: tf.Tensor) => new Array<number>(rank - 2).fill(1);

/**
 * Gradients of the three kernels. They are one trilinear form <dy, convolution(x, filter)> solved for each of
 * its arguments, so the gradient of each consists of the other two, to any order.
 */
export function convolutionGradients({ forward, byInput, byFilter, options }: Kernels): tf.GradConfig[] {
  const shared = (attributes: Attributes) =>
    Object.fromEntries(options.map((option) => [option, attributes[option]]));
  const toOutput = (x: tf.Tensor, filter: tf.Tensor, attributes: Attributes) =>
    runKernel(forward, { x, filter }, { ...shared(attributes), dilations: undilated(filter) });
  const toInput = (dy: tf.Tensor, filter: tf.Tensor, inputShape: number[], attributes: Attributes) =>
    runKernel(byInput, { dy, filter }, { ...shared(attributes), dilations: undilated(filter), inputShape });
  const toFilter = (x: tf.Tensor, dy: tf.Tensor, filterShape: number[], attributes: Attributes) =>
    runKernel(byFilter, { x, dy }, { ...shared(attributes), dilations: undilated(x), filterShape });

  return [
    gradientOf(forward, ['x', 'filter'], (dy, [x, filter], attributes: Attributes) => {
      const { dilations } = attributes;
      if (!isDilated(dilations)) {
        return {
          x: () => toInput(dy, filter, x.shape, attributes),
          filter: () => toFilter(x, dy, filter.shape, attributes),
        };
      }
      // Not every backend's transposed kernels know dilation; a filter with zeros between its taps says the same.
      return {
        x: () => toInput(dy, dilateFilter(filter, dilations), x.shape, attributes),
        filter: () => {
          const { shape } = dilateFilter(filter, dilations);
          return undilateFilter(toFilter(x, dy, shape, attributes), filter.shape, dilations);
        },
      };
    }),
    gradientOf(byInput, ['dy', 'filter'], (ddx, [dy, filter], attributes: Attributes) => ({
      dy: () => toOutput(ddx, filter, attributes),
      filter: () => toFilter(ddx, dy, filter.shape, attributes),
    })),
    gradientOf(byFilter, ['x', 'dy'], (ddFilter, [x, dy], attributes: Attributes) => ({
      x: () => toInput(dy, ddFilter, x.shape, attributes),
      dy: () => toOutput(x, ddFilter, attributes),
    })),
  ];
}
