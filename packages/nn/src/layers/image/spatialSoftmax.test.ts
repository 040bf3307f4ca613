import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { spatialSoftmax } from './spatialSoftmax.ts';

/** Applies the layer to one map, given as a function of row, column and channel. */
function places(
  shape: [number, number, number],
  value: (row: number, column: number, channel: number) => number,
) {
  return tf.tidy(() => {
    const map = tf.buffer([1, ...shape]);
    const [height, width, channels] = shape;
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let channel = 0; channel < channels; channel++)
          map.set(value(row, column, channel), 0, row, column, channel);
    return Array.from(spatialSoftmax().apply({}, map.toTensor()).dataSync());
  });
}

describe('spatialSoftmax', () => {
  it('finds a single bright pixel of each channel, columns of all channels before their rows', () => {
    // Channel 0 at row 0, column 2 of 3; channel 1 at row 1 of 5, column 1.
    const found = places([5, 3, 2], (row, column, channel) =>
      (channel === 0 ? row === 0 && column === 2 : row === 1 && column === 1) ? 50 : 0,
    );
    [1, 0, -1, -0.5].forEach((expected, i) => expect(found[i]).toBeCloseTo(expected, 6));
  });

  it('reads the centre of a Gaussian, whose logarithm the map is, between pixels', () => {
    // On 15 pixels from -1 to 1 the pixel (row, column) is at ((row - 7) / 7, (column - 7) / 7).
    const found = places(
      [15, 15, 1],
      (row, column) => -((row - 7 - 1.3) ** 2 + (column - 7 + 0.45) ** 2) / (2 * 1.2 ** 2),
    );
    expect(found[0]).toBeCloseTo(-0.45 / 7, 4);
    expect(found[1]).toBeCloseTo(1.3 / 7, 4);
  });

  it('is at the centre for an even map, and on an axis of one pixel', () => {
    expect(places([4, 6, 1], () => 3).map((x) => Math.abs(x) < 1e-6)).toEqual([true, true]);
    expect(places([1, 3, 1], (_row, column) => (column === 0 ? 50 : 0))[1]).toBe(0);
  });

  it('counts two multiply-adds a value and says which shapes it takes', () => {
    const layer = spatialSoftmax();
    expect(layer.outputShape([16, 8, 3])).toEqual([6]);
    expect(layer.macs([16, 8, 3])).toBe(2 * 16 * 8 * 3);
    expect(() => layer.outputShape([16])).toThrow(
      'spatialSoftmax: the input must have the shape [height, width, channels], but got [16]',
    );
  });
});
