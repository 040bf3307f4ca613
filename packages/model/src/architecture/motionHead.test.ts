import '@tensorflow/tfjs-backend-cpu';
import { toTensors } from '@hgn/autodiff';
import { generate, presets as datasets } from '@hgn/datasets';
import { key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { swingingSpot, tinyPresets } from '../../test/tiny.ts';
import { fitToData } from '../training/fitToData.ts';
import { motionHead } from './motionHead.ts';
import { network } from './network.ts';

beforeAll(() => tf.setBackend('cpu'));

const config = { heads: 'motion', size: 4, logVarianceBias: -3, frameTime: 0.2 } as const;

describe('a motion posterior', () => {
  it('starts as the middle frame and the slope of a line through all frames, per unit of time', () => {
    const head = motionHead(config, [10], 5);
    // Two coordinates: 1 + 3 t and -2 - t^2, at t = -0.4, -0.2, 0, 0.2, 0.4; the parabola has no slope in the middle.
    const features = [-0.4, -0.2, 0, 0.2, 0.4].flatMap((t) => [1 + 3 * t, -2 - t * t]);
    const { mean, logVariance } = head.apply(toTensors(head.init(key(0))), tf.tensor2d([features, features]));
    expect(mean.shape).toEqual([2, 4]);
    [1, -2, 3, 0].forEach((expected, i) => {
      expect(mean.dataSync()[i]).toBeCloseTo(expected, 5);
      expect(mean.dataSync()[4 + i]).toBeCloseTo(expected, 5);
    });
    expect(Array.from(logVariance.dataSync())).toEqual(Array<number>(8).fill(-3));
    expect(head.macs).toBe(2 * 10);
  });

  it('takes the time between frames from the data where it is told to', () => {
    const sequences = swingingSpot(2, 10, 0.35);
    const tiny = tinyPresets.find(({ name }) => name === 'tiny-bodies');
    if (tiny === undefined) throw new Error('no preset tiny-bodies');
    expect(fitToData(tiny.model, sequences).posterior.frameTime).toBe(0.35);
    expect(fitToData({ ...tiny.model, posterior: config }, sequences).posterior).toEqual(config);
  });

  it('says which features it needs', () => {
    expect(() => motionHead(config, [8], 5)).toThrow(
      'createModel: a motion posterior of size 4 needs 2 places of each of 5 input frames, but the encoder ends in [8]; end it with eachFrame',
    );
    expect(() => motionHead(config, [2], 1)).toThrow(
      'createModel: a motion posterior needs at least two input frames, but got 1; raise inputFrames',
    );
    expect(() => network([{ type: 'softDiscs', height: 4, width: 4 }], [5])).toThrow(
      'network: softDiscs needs a vector of two coordinates a disc, but got shape [5]',
    );
    expect(() => network([{ type: 'distinctPlaces' }], [5])).toThrow(
      'network: a distinctPlaces layer needs [height, width, channels], but got shape [5]; reshape first',
    );
  });
});

it('a distinctPlaces layer begins with the hollow that it is given', () => {
  const places = network([{ type: 'distinctPlaces', depth: 3, reach: 0.5 }], [4, 4, 2]);
  expect(places.init(key(0))).toMatchObject([
    { logDepth: { data: Float32Array.of(Math.log(3)) }, logReach: { data: Float32Array.of(Math.log(0.5)) } },
  ]);
});

describe('a motion posterior of bodies in orbit', () => {
  it('reads places and momenta of two bodies off five frames of their true places', () => {
    const { q, p, dt } = generate(datasets['two-body'], { seed: 5, trajectories: 1, frames: 5 });
    // x of both bodies before their y, as spatialSoftmax gives them.
    const byAxis = (array: Float64Array, frame: number) => [0, 2, 1, 3].map((i) => array[4 * frame + i]);
    const head = motionHead({ ...config, size: 8, frameTime: dt }, [20], 5);
    const features = [0, 1, 2, 3, 4].flatMap((frame) => byAxis(q, frame));
    const found = head.apply(toTensors(head.init(key(0))), tf.tensor2d([features])).mean.dataSync();
    byAxis(q, 2).forEach((place, i) => expect(found[i]).toBeCloseTo(place, 5));
    // A line knows a velocity on an orbit to about (omega dt)^2 of it.
    byAxis(p, 2).forEach((momentum, i) => expect(Math.abs(found[4 + i] - momentum)).toBeLessThan(0.03));
  });
});
