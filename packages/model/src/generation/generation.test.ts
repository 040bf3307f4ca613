import '@tensorflow/tfjs-backend-cpu';
import { key } from '@hgn/nn';
import { describe, expect, it } from 'vitest';
import { swingingSpot, tinyMap, tinyVector } from '../../test/tiny.ts';
import { createModel } from '../architecture/model.ts';
import { createTrainer } from '../training/trainingStep.ts';
import { pickFrames } from './frames.ts';
import { createGenerator } from './generator.ts';
import { samplePrior } from './prior.ts';
import { reconstruct } from './reconstruct.ts';

describe('samplePrior', () => {
  it('draws the same z for the same key, from a standard normal distribution', () => {
    const model = { latentShape: [10, 10, 2] };
    const z = samplePrior(model, key(3), 100);
    expect(z.shape).toEqual([100, 10, 10, 2]);
    expect(samplePrior(model, key(3), 100)).toEqual(z);
    expect(samplePrior(model, key(4), 100).data).not.toEqual(z.data);
    const values = Array.from(z.data);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(20_000));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000));
  });

  it('refuses to draw nothing', () => {
    expect(() => samplePrior({ latentShape: [2] }, key(1), 0)).toThrow('at least 1, but got 0');
  });
});

describe('pickFrames', () => {
  it('gives frames in [0, 1] in the order asked for', () => {
    const sequences = swingingSpot(3, 4);
    const picked = pickFrames(sequences, [2, 0], [3, 1]);
    expect(picked.shape).toEqual([2, 2, 8, 8, 1]);
    const byte = (s: number, t: number, i: number) => sequences.frames[(s * 4 + t) * 64 + i];
    expect(picked.data[5]).toBeCloseTo(byte(2, 3, 5) / 255, 6);
    expect(picked.data[64 + 9]).toBeCloseTo(byte(2, 1, 9) / 255, 6);
    expect(picked.data[128 + 7]).toBeCloseTo(byte(0, 3, 7) / 255, 6);
  });

  it('refuses frames that are not there', () => {
    expect(() => pickFrames(swingingSpot(3, 4), [0], [4])).toThrow('frames below 4, but got [0] and [4]');
    expect(() => pickFrames(swingingSpot(3, 4), [-1], [0])).toThrow(RangeError);
  });
});

describe('reconstruct', () => {
  it.each(['first', 'middle', 'last'] as const)(
    'puts the inferred state at the %s input frame and the rest around it in time',
    async (stateAt) => {
      const model = createModel(tinyMap.model);
      const trainer = createTrainer(model, tinyMap);
      const generator = createGenerator(model, trainer, trainer.init(key(2)).parameters);
      const seen = pickFrames(swingingSpot(), [1, 4], [0, 1, 2, 3, 4, 5, 6]);
      const { q, frames } = await reconstruct(generator, seen, { dt: 0.2, protocol: { stateAt } });
      expect(frames.shape).toEqual(seen.shape);
      const at = { first: 0, middle: 1, last: 2 }[stateAt];
      const state = await generator.encode(pickFrames(swingingSpot(), [1, 4], [0, 1, 2]));
      const size = state.q.data.length / 2;
      const frame = (b: number, t: number) => q.data.slice((b * 7 + t) * size, (b * 7 + t + 1) * size);
      for (const b of [0, 1]) {
        expect(frame(b, at)).toEqual(state.q.data.slice(b * size, (b + 1) * size));
        for (let t = 0; t < 7; t++) {
          const { q: there } = await generator.rollout(state, {
            dt: 0.2 * Math.sign(t - at),
            frames: Math.abs(t - at) + 1,
          });
          const last = (b + 1) * (Math.abs(t - at) + 1) - 1;
          expect(frame(b, t)).toEqual(there.data.slice(last * size, (last + 1) * size));
        }
      }
      await generator.dispose();
    },
  );

  it('needs as many frames as the encoder takes', async () => {
    const model = createModel(tinyVector.model);
    const trainer = createTrainer(model, tinyVector);
    const generator = createGenerator(model, trainer, trainer.init(key(2)).parameters);
    const few = pickFrames(swingingSpot(), [1], [0, 1]);
    await expect(reconstruct(generator, few, { dt: 0.2, protocol: tinyVector.protocol })).rejects.toThrow(
      'reconstruct: frames must be [batch, 3, 8, 8, 1], but got [1, 2, 8, 8, 1]',
    );
    await generator.dispose();
  });
});
