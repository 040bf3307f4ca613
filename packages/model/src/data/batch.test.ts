import { key } from '@hgn/nn';
import { describe, expect, it } from 'vitest';
import { swingingSpot, tinyVector } from '../../test/tiny.ts';
import { createModel } from '../architecture/model.ts';
import { makeBatch } from './batch.ts';
import { frameAt, type Sequences } from './sequences.ts';

const model = createModel(tinyVector.model);
const options = { protocol: tinyVector.protocol, batchSize: 8, sampling: true };

/** Frames whose every pixel is 10 * trajectory + frame, so that a pixel tells where it is from. */
const numbered: Sequences = (() => {
  const sequences = { ...swingingSpot(8, 10), frames: new Uint8Array(8 * 10 * 64) };
  for (let s = 0; s < 8; s++) for (let t = 0; t < 10; t++) frameAt(sequences, s, t).fill(10 * s + t);
  return sequences;
})();

describe('makeBatch', () => {
  it('is a pure function of key and step', () => {
    const batch = makeBatch(model, numbered, options, key(1), 4);
    expect(makeBatch(model, numbered, options, key(1), 4)).toEqual(batch);
    expect(makeBatch(model, numbered, options, key(1), 5).inputs).not.toEqual(batch.inputs);
    expect(makeBatch(model, numbered, options, key(2), 4).inputs).not.toEqual(batch.inputs);
  });

  it('writes over the arrays of a batch that is not needed any more, and gives the same', () => {
    const used = makeBatch(model, numbered, options, key(1), 3);
    const { inputs, targets } = used;
    const expected = makeBatch(model, numbered, options, key(1), 4);
    const batch = makeBatch(model, numbered, options, key(1), 4, used);
    expect(batch).toEqual(expected);
    expect([batch.inputs.data, batch.targets.data]).toEqual([inputs.data, targets.data]);
    expect(batch.inputs.data.buffer).toBe(inputs.data.buffer);
    expect(makeBatch(model, numbered, { ...options, batchSize: 4 }, key(1), 4, batch).inputs.shape[0]).toBe(
      4,
    );
  });

  it('pairs every target with the rollout step that must explain it', () => {
    const { inputs, targets, selection, dt } = makeBatch(model, numbered, options, key(1), 0);
    const label = (value: number): number => Math.round(value * 255);
    const inputSize = model.inputShape.reduce((a, b) => a * b, 1);
    const frameSize = model.frameShape.reduce((a, b) => a * b, 1);
    for (let b = 0; b < 8; b++) {
      const frames = [0, 1, 2].map((k) => label(inputs.data[b * inputSize + k * model.frameShape[2]]));
      expect(frames).toEqual([frames[0], frames[0] + 1, frames[0] + 2]);
      const stride = Math.round(dt.data[b] / numbered.dt);
      for (let i = 0; i < 2; i++) {
        const row = Array.from(selection.data.subarray((b * 2 + i) * 4, (b * 2 + i + 1) * 4));
        expect(row.toSorted()).toEqual([0, 0, 0, 1]);
        const step = row.indexOf(1);
        expect(Math.floor(step / 2)).toBe(i);
        expect(label(targets.data[(b * 2 + i) * frameSize])).toBe(frames[1] + stride * step);
      }
    }
    const strides = Array.from(dt.data, (value) => Math.round(value / numbered.dt));
    expect(strides).toEqual([-2, -2, -1, -1, 2, 2, 1, 1]);
  });

  it('draws near frames alone while the horizon grows', () => {
    const farthest = (step: number): number => {
      const protocol = { ...tinyVector.protocol, horizonGrowth: 0.5 };
      const { selection } = makeBatch(
        model,
        numbered,
        { ...options, protocol, trainingSteps: 20 },
        key(1),
        step,
      );
      return Math.max(...Array.from(selection.data, (chosen, i) => chosen * (i % 4)));
    };
    expect([0, 10, 19].map(farthest)).toEqual([1, 3, 3]);
  });

  describe('where frames are missing', () => {
    const lacking = (isMissing: (trajectory: number, frame: number) => boolean): Sequences => ({
      ...numbered,
      missing: Uint8Array.from({ length: 80 }, (_, i) => Number(isMissing(Math.floor(i / 10), i % 10))),
    });
    const seenIn = (sequences: Sequences, pairs = false) => {
      const inputSize = model.inputShape.reduce((a, b) => a * b, 1);
      const frameSize = model.frameShape.reduce((a, b) => a * b, 1);
      const label = (value: number) => Math.round(value * 255);
      const seen = { inputs: new Set<number>(), targets: new Set<number>() };
      for (let step = 0; step < 40; step++) {
        const batch = makeBatch(model, sequences, { ...options, pairs }, key(1), step);
        for (let b = 0; b < 8; b++) {
          for (const { data } of [batch.inputs, ...(batch.nextInputs ? [batch.nextInputs] : [])]) {
            for (let k = 0; k < 3; k++) {
              seen.inputs.add(label(data[b * inputSize + k * model.frameShape[2]]));
            }
          }
          const middle = label(batch.inputs.data[b * inputSize + model.frameShape[2]]);
          const stride = Math.round(batch.dt.data[b] / numbered.dt);
          for (let i = 0; i < 2; i++) {
            const row = batch.selection.data.subarray((b * 2 + i) * 4, (b * 2 + i + 1) * 4);
            const target = label(batch.targets.data[(b * 2 + i) * frameSize]);
            seen.targets.add(target);
            expect(target).toBe(middle + stride * row.indexOf(1));
          }
        }
      }
      return { inputs: [...seen.inputs].sort((a, b) => a - b), targets: [...seen.targets] };
    };

    it('draws the same batch as ever where none is', () => {
      const whole = makeBatch(
        model,
        lacking(() => false),
        options,
        key(1),
        4,
      );
      expect(whole).toEqual(makeBatch(model, numbered, options, key(1), 4));
    });

    it('neither shows nor asks for a missing frame, and uses all others', () => {
      const { inputs, targets } = seenIn(lacking((_, frame) => frame === 4 || frame === 9));
      expect(inputs.map((label) => label % 10)).not.toContain(4);
      expect(targets.map((label) => label % 10)).not.toContain(4);
      expect(targets.map((label) => label % 10)).not.toContain(9);
      for (const frame of [0, 1, 2, 3, 5, 6, 7, 8]) expect(targets.map((each) => each % 10)).toContain(frame);
    });

    it('takes another trajectory where one is nowhere whole', () => {
      const { inputs } = seenIn(lacking((trajectory, frame) => trajectory !== 6 && frame % 3 === 1));
      expect([...new Set(inputs.map((label) => Math.floor(label / 10)))]).toEqual([6]);
    });

    it('wants the inputs of the next frame whole too, for pairs', () => {
      const { inputs } = seenIn(
        lacking((trajectory, frame) => trajectory !== 6 && frame === 5),
        true,
      );
      expect(inputs.filter((label) => label % 10 === 5)).toEqual([65]);
    });

    it('says when no trajectory is whole for as long as the encoder looks', () => {
      const sequences = lacking((_, frame) => frame % 2 === 0);
      expect(() => makeBatch(model, sequences, options, key(1), 0)).toThrow(
        /the encoder needs 3 frames in a row, but every sequence lacks one of them everywhere; lower model.inputFrames/,
      );
    });
  });

  it('has no noise when sampling is off', () => {
    const batch = makeBatch(model, numbered, { ...options, sampling: false }, key(1), 0);
    expect(batch.noise.data.every((value) => value === 0)).toBe(true);
  });

  it('says when sequences are too short or of another size', () => {
    expect(() => makeBatch(model, swingingSpot(2, 5), options, key(1), 0)).toThrow(
      /sequences of at least 8 frames, but got 5/,
    );
    expect(() => makeBatch(model, { ...numbered, width: 9 }, options, key(1), 0)).toThrow(
      /frames must be 8x8x1 as in the model, but got 8x9x1/,
    );
  });
});
