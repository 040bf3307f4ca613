import type { NdArray } from '@hgn/autodiff';
import { key, normal, split } from '@hgn/nn';

/** Points of a feature space, row by row. */
export interface FeaturePoints {
  /** [count, dimensions] */
  readonly values: Float64Array;
  readonly count: number;
  readonly dimensions: number;
}

/** Cells along each side of the map that features are averaged over, and features of each cell. */
const cells = 4;
const layers = [
  { kernel: 5, filters: 8 },
  { kernel: 3, filters: 16 },
  { kernel: 3, filters: 4 },
] as const;

/** A layer's weights, [filter][dy, dx, channel], and biases. */
interface Convolution {
  readonly kernel: number;
  readonly filters: number;
  readonly weights: readonly Float64Array[];
  readonly biases: Float64Array;
}

/** Draws the weights for a number of channels: always the same ones. */
function convolutions(channels: number): Convolution[] {
  const keys = split(key(0), layers.length);
  let inputs = channels;
  return layers.map(({ kernel, filters }, i) => {
    const fan = kernel * kernel * inputs;
    const [weightKey, biasKey] = split(keys[i], 2);
    const drawn = normal(weightKey, [filters, fan]).data;
    inputs = filters;
    return {
      kernel,
      filters,
      weights: Array.from({ length: filters }, (_, f) =>
        Float64Array.from(drawn.subarray(f * fan, (f + 1) * fan), (w) => w * Math.sqrt(2 / fan)),
      ),
      biases: Float64Array.from(normal(biasKey, [filters]).data, (b) => 0.1 * b),
    };
  });
}

interface Map2d {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float64Array;
}

/** A rectified convolution that halves a map; beyond the edges lie zeros. */
function convolve(map: Map2d, { kernel, filters, weights, biases }: Convolution): Map2d {
  const { channels } = map;
  const [height, width] = [Math.ceil(map.height / 2), Math.ceil(map.width / 2)];
  const values = new Float64Array(height * width * filters);
  const before = (kernel - 1) >> 1;
  for (let y = 0; y < height; y++) {
    const top = 2 * y - before;
    for (let x = 0; x < width; x++) {
      const left = 2 * x - before;
      const from = Math.max(0, -left);
      const to = Math.min(kernel, map.width - left);
      for (let f = 0; f < filters; f++) {
        const own = weights[f];
        let sum = biases[f];
        for (let dy = Math.max(0, -top); dy < Math.min(kernel, map.height - top); dy++) {
          let at = ((top + dy) * map.width + left + from) * channels;
          for (let w = (dy * kernel + from) * channels; w < (dy * kernel + to) * channels; w++) {
            sum += own[w] * map.values[at++];
          }
        }
        values[(y * width + x) * filters + f] = Math.max(0, sum);
      }
    }
  }
  return { height, width, channels: filters, values };
}

/** Averages of a map over cells that cover it, into `out`. */
function pool({ height, width, channels, values }: Map2d, out: Float64Array): void {
  const edge = (cell: number, size: number): number => Math.floor((cell * size) / cells);
  // A map smaller than the cells gives some of them the pixel of their neighbour.
  const end = (cell: number, size: number): number => Math.max(edge(cell + 1, size), edge(cell, size) + 1);
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        let count = 0;
        for (let y = edge(row, height); y < end(row, height); y++) {
          for (let x = edge(column, width); x < end(column, width); x++, count++) {
            sum += values[(y * width + x) * channels + c];
          }
        }
        out[(row * cells + column) * channels + c] = sum / count;
      }
    }
  }
}

/**
 * Frames as points of a space in which their distances mean something: what, roughly where. Three rectified convolutions with
 * weights drawn once from a fixed seed, averaged over four by four cells: 64 numbers. The same frames give the same numbers
 * on every machine and with every engine.
 *
 * Random convolutions keep what a picture shows (Saxe et al. 2011, ICML); unlike the trained ones of other tools these need no
 * download and know nothing of photographs.
 *
 * Cost: a quarter of a million multiply-adds for a frame of 32x32 pixels, in plain code.
 *
 * @param frames [..., height, width, channels], values in [0, 1]
 * @throws Error when the frames have fewer than three axes
 * @example
 * import { frameFeatures, pickFrames } from '@hgn/model';
 * import { generate } from '@hgn/datasets';
 *
 * const sequences = generate('pendulum', { seed: 1, trajectories: 3, frames: 1 });
 * const { count, dimensions } = frameFeatures(pickFrames(sequences, [0, 1, 2], [0]));
 * console.log(count, dimensions); // 3 64
 */
export function frameFeatures({ data, shape }: NdArray): FeaturePoints {
  if (shape.length < 3) {
    throw new Error(
      `frameFeatures: frames must be [..., height, width, channels], but got [${shape.join(', ')}]; reshape them`,
    );
  }
  const [height, width, channels] = shape.slice(-3);
  const size = height * width * channels;
  const count = data.length / size;
  const stack = convolutions(channels);
  const dimensions = cells * cells * stack[stack.length - 1].filters;
  const values = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    let map: Map2d = {
      ...{ height, width, channels },
      values: Float64Array.from(data.subarray(i * size, (i + 1) * size)),
    };
    for (const each of stack) map = convolve(map, each);
    pool(map, values.subarray(i * dimensions, (i + 1) * dimensions));
  }
  return { values, count, dimensions };
}
