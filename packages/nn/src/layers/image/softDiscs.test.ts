import { toTensors } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key } from '../../random/key.ts';
import { softDiscs, type SoftDiscsOptions } from './softDiscs.ts';
import { spatialSoftmax } from './spatialSoftmax.ts';

/** The map of one input, and the value at a row, column and disc of it. */
function drawn(options: SoftDiscsOptions, places: readonly number[]) {
  const layer = softDiscs(options);
  const map = layer.apply(toTensors(layer.init(key(0))), tf.tensor2d([[...places]]));
  const [, height, width, discs] = map.shape;
  const values = map.dataSync();
  return {
    height,
    at: (row: number, column: number, disc: number) => values[(row * width + column) * discs + disc],
  };
}

describe('softDiscs', () => {
  it('covers each pixel by its distance from the place of the disc, columns before rows', () => {
    // On 9 columns and 5 rows a column is 0.25 and a row 0.5; disc 0 at (0.25, -0.5), disc 1 at (-1, 1).
    const { at } = drawn({ shape: [5, 9], discs: 2, radius: 0.5, steepness: 12 }, [0.25, -1, -0.5, 1]);
    const cover = (squared: number) => 1 / (1 + Math.exp(-(12 * (0.25 - squared)) / (2 * 0.5)));
    for (const [row, y] of [-1, -0.5, 0, 0.5, 1].entries()) {
      for (let column = 0; column < 9; column++) {
        const x = -1 + 0.25 * column;
        expect(at(row, column, 0)).toBeCloseTo(cover((x - 0.25) ** 2 + (y + 0.5) ** 2), 5);
        expect(at(row, column, 1)).toBeCloseTo(cover((x + 1) ** 2 + (y - 1) ** 2), 5);
      }
    }
  });

  it('is half covered at the radius, with the slope that was asked for', () => {
    const { at, height } = drawn({ shape: [201, 201], discs: 1, radius: 0.4, steepness: 9 }, [0, 0]);
    const middle = (height - 1) / 2;
    expect(at(middle, middle + 40, 0)).toBeCloseTo(0.5, 5);
    // The slope of sigmoid(k u) at 0 is k / 4.
    expect((at(middle, middle + 41, 0) - at(middle, middle + 39, 0)) / 0.02).toBeCloseTo(-9 / 4, 2);
  });

  it('has one radius and one edge for discs that are alike', () => {
    const options = { shape: [7, 9], discs: 3, radius: 0.4, steepness: 6 };
    const places = [0.2, -0.5, 0.1, 0.3, -0.2, 0.6];
    const alike = softDiscs({ ...options, alike: true });
    const parameters = alike.init(key(0));
    expect(parameters).toMatchObject({ logRadius: { shape: [1] }, logSteepness: { shape: [1] } });
    const own = softDiscs(options);
    const [one, each] = [alike, own].map((layer) =>
      layer.apply(toTensors(layer.init(key(0))), tf.tensor2d([places])).dataSync(),
    );
    expect(one).toEqual(each);
  });

  it('is read back by spatialSoftmax: both mean the same places', () => {
    const layer = softDiscs({ shape: [32, 32], discs: 2, radius: 0.2, steepness: 20 });
    const places = [0.31, -0.12, 0.08, -0.4];
    const map = layer.apply(toTensors(layer.init(key(0))), tf.tensor2d([places]));
    const found = spatialSoftmax().apply({}, tf.mul(12, map)).dataSync();
    found.forEach((place, i) => expect(Math.abs(place - places[i])).toBeLessThan(0.01));
  });

  it('says what it cannot draw', () => {
    expect(() => softDiscs({ shape: [4, 4], discs: 0 })).toThrow(
      'softDiscs: discs must be a positive whole number, but got 0',
    );
    expect(() => softDiscs({ shape: [4, 4], discs: 1, radius: -1 })).toThrow(
      'softDiscs: radius must be above 0, but got -1',
    );
    expect(() => softDiscs({ shape: [4, 4], discs: 2 }).outputShape([5])).toThrow(
      'softDiscs: the input must be the 4 coordinates of 2 places, but got [5]',
    );
  });
});
