import { heapGrowth } from '@hgn/testing';
import * as runtime from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { openModel } from '../src/index.ts';
import { fakeExport, fakeRuntime } from './fakeRuntime.ts';
import { exported, sourceOf } from './models.ts';

const stateSize = 1000;

/** Bytes of array buffers made by calls of `work`, none of them collected yet. */
async function buffersMadeBy(work: () => Promise<unknown>, calls: number): Promise<number> {
  for (let i = 0; i < 10; i++) await work();
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < calls; i++) await work();
  return process.memoryUsage().arrayBuffers - before;
}

it('no array is made for a step that writes in place, and one for q and p each where none is given', async () => {
  const fake = fakeRuntime({ nextQ: stateSize, nextP: stateSize });
  const player = await openModel(sourceOf(fakeExport(stateSize)), { runtime: fake });
  const state = { q: new Float32Array(stateSize), p: new Float32Array(stateSize) };
  expect(await buffersMadeBy(() => player.step(state, 0.1, state), 200)).toBeLessThanOrEqual(0);
  expect(await buffersMadeBy(() => player.step(state, 0.1), 200)).toBeGreaterThan(200 * 4 * stateSize);
});

it('nothing that a real runtime makes stays', async () => {
  const { files } = exported('quickstart');
  const player = await openModel(sourceOf(files), { runtime });
  const state = { q: new Float32Array(16).fill(0.1), p: new Float32Array(16).fill(0.2) };
  const frame = new Float32Array(player.sizes.frame);
  const work = async () => {
    for (let i = 0; i < 20; i++) await player.step(state, 0.01, state);
    await player.decode(state, frame);
  };
  expect(await heapGrowth(work, { warmUp: 100, rounds: 100 })).toBeLessThan(2000);
  await player.dispose();
});
