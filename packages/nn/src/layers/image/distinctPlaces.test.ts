import { toTensors } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { key } from '../../random/key.ts';
import { distinctPlaces } from './distinctPlaces.ts';
import { spatialSoftmax } from './spatialSoftmax.ts';

describe('distinctPlaces', () => {
  /** Two bright pixels in both channels, the left one the brighter one. */
  const twoSpots = () => {
    const map = tf.buffer([1, 9, 9, 2]);
    for (const channel of [0, 1]) {
      map.set(24, 0, 4, 1, channel);
      map.set(18, 0, 4, 7, channel);
    }
    return map.toTensor();
  };
  const found = (layer: ReturnType<typeof distinctPlaces>) =>
    Array.from(layer.apply(toTensors(layer.init(key(0))), twoSpots()).dataSync());

  it('gives equal channels different places, where spatialSoftmax gives the same', () => {
    const [first, second, firstRow, secondRow] = found(distinctPlaces());
    expect(first).toBeCloseTo(-0.75, 1);
    expect(second).toBeCloseTo(0.75, 1);
    expect(Math.hypot(firstRow, secondRow)).toBeLessThan(1e-5);
    const [same, again] = spatialSoftmax().apply({}, twoSpots()).dataSync();
    expect(same).toBe(again);
  });

  it('is spatialSoftmax where hollows are flat', () => {
    const expected = spatialSoftmax().apply({}, twoSpots()).dataSync();
    found(distinctPlaces({ depth: 1e-7 })).forEach((place, i) => expect(place).toBeCloseTo(expected[i], 6));
  });

  it('says which reach it wants', () => {
    expect(() => distinctPlaces({ reach: 0 })).toThrow('distinctPlaces: reach must be above 0, but got 0');
  });
});
