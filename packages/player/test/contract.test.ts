import { createGenerator, pickFrames } from '@hgn/model';
import { key, normal } from '@hgn/nn';
import * as nodeRuntime from 'onnxruntime-node';
import * as webRuntime from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModel, type Player } from '../src/index.ts';
import { exported, playable, sourceOf } from './models.ts';

/** Largest allowed difference from the library's own outputs, relative to the largest of them where that is above 1. */
const tolerance = 1e-5;

const worst = (ours: Float32Array, theirs: ArrayLike<number>): number => {
  expect(ours.length).toBe(theirs.length);
  const scale = Array.from(theirs).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i])), 0) / scale;
};

const runtimes = [
  { name: 'onnxruntime-node', runtime: nodeRuntime, executionProviders: ['cpu'] },
  { name: 'onnxruntime-web', runtime: webRuntime, executionProviders: ['wasm'] },
];

describe.each(playable.flatMap((preset) => runtimes.map((runtime) => ({ preset, ...runtime }))))(
  'a player of $preset by $name equals the generator',
  ({ preset, runtime, executionProviders }) => {
    const { model, trainer, parameters, sequences, files } = exported(preset);
    const generator = createGenerator(model, trainer, parameters);
    let player: Player;
    beforeAll(async () => {
      player = await openModel(sourceOf(files), { runtime, executionProviders, load: 'all' });
    });
    afterAll(async () => {
      await player.dispose();
      await generator.dispose();
    });
    const states = (count: number) => {
      const q = normal(key(5), [count, ...model.stateShape]);
      const p = normal(key(6), [count, ...model.stateShape]);
      return { q, p, plain: { q: q.data as Float32Array, p: p.data as Float32Array } };
    };

    it('in what it infers from frames', async () => {
      const inputs = Array.from({ length: model.config.inputFrames }, (_, k) => k);
      const frames = pickFrames(sequences, [0, 1], inputs);
      const expected = await generator.encode(frames);
      const found = await player.encode(frames.data as Float32Array);
      for (const name of ['mean', 'logVariance', 'q', 'p'] as const) {
        expect(worst(found[name], expected[name].data)).toBeLessThan(tolerance);
      }
    });

    it('in the states of z', async () => {
      const z = normal(key(7), [3, ...model.latentShape]);
      const expected = await generator.state(z);
      const found = await player.state(z.data as Float32Array);
      expect(worst(found.q, expected.q.data)).toBeLessThan(tolerance);
      expect(worst(found.p, expected.p.data)).toBeLessThan(tolerance);
    });

    it('in rollouts backward and forward, each sample at its own speed', async () => {
      const { q, p, plain } = states(3);
      const dt = [0.125, -0.125, 0.25];
      const expected = await generator.rollout({ q, p }, { dt, frames: 11 });
      const found = await player.rollout({ from: plain, dt: Float32Array.from(dt), frames: 11 });
      expect(worst(found.q, expected.q.data)).toBeLessThan(tolerance);
      expect(worst(found.p, expected.p.data)).toBeLessThan(tolerance);
    });

    it('in the frames that it paints', async () => {
      const { q, p, plain } = states(5);
      const expected = await generator.decode({ q, p });
      expect(worst(await player.decode(plain), expected.data)).toBeLessThan(tolerance);
    });

    it('in energies and their slopes, where there are any', async () => {
      const { q, p, plain } = states(70);
      expect(player.hamiltonian === undefined).toBe(generator.hamiltonian === undefined);
      const expected = await generator.hamiltonian?.({ q, p });
      const found = await player.hamiltonian?.(plain);
      if (expected === undefined || found === undefined) return;
      expect(worst(found.H, expected.H.data)).toBeLessThan(tolerance);
      expect(worst(found.dHdq, expected.dHdq.data)).toBeLessThan(tolerance);
      expect(worst(found.dHdp, expected.dHdp.data)).toBeLessThan(tolerance);
    });
  },
);
