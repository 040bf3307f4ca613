import { createHash } from 'node:crypto';
import * as runtime from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { openModel, type ModelDescription, type States } from '../src/index.ts';
import { fakeExport, fakeRuntime } from './fakeRuntime.ts';
import { exported, sourceOf } from './models.ts';

const { files } = exported('quickstart');
const random = (length: number, from = 1): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(7 * (i + from)));
const states = (count: number, from = 1): States => ({
  q: random(16 * count, from),
  p: random(16 * count, from + 5),
});
const open = (given: Readonly<Record<string, Uint8Array>> = files, options = {}) =>
  openModel(sourceOf(given), { runtime, ...options });

describe('a player', () => {
  it('takes any number of samples of a model with a fixed batch', async () => {
    const fixed = await open(exported('quickstart', 3).files);
    const free = await open();
    const from = states(7);
    const close = (a: Float32Array, b: Float32Array) => {
      expect(a.length).toBe(b.length);
      a.forEach((x, i) => expect(Math.abs(x - b[i])).toBeLessThan(1e-5));
    };
    close(await fixed.decode(from), await free.decode(from));
    close((await fixed.step(from, -0.2)).q, (await free.step(from, -0.2)).q);
    await Promise.all([fixed.dispose(), free.dispose()]);
  });

  it('gives the same for many samples as one by one, however they are cut into calls', async () => {
    const player = await open();
    const many = states(200);
    const together = await player.decode(many);
    for (const n of [0, 84, 85, 86, 199]) {
      const one = { q: many.q.slice(16 * n, 16 * n + 16), p: many.p.slice(16 * n, 16 * n + 16) };
      const frame = await player.decode(one);
      const { frame: size } = player.sizes;
      frame.forEach((x, i) => expect(Math.abs(x - together[n * size + i])).toBeLessThan(1e-6));
    }
    await player.dispose();
  });

  it('goes a hundred steps and back to where it began', async () => {
    const player = await open();
    const from = states(1);
    const state = { q: from.q.slice(), p: from.p.slice() };
    for (const dt of [0.125, -0.125]) for (let i = 0; i < 100; i++) await player.step(state, dt, state);
    state.q.forEach((x, i) => expect(Math.abs(x - from.q[i])).toBeLessThan(1e-4));
    await player.dispose();
  });

  it('answers overlapping calls each with its own time step and state', async () => {
    const player = await open();
    const expected = [];
    for (let i = 0; i < 8; i++) expected.push(await player.step(states(1, i), 0.1 * i - 0.4));
    const found = await Promise.all(expected.map((_, i) => player.step(states(1, i), 0.1 * i - 0.4)));
    expect(found).toEqual(expected);
    await player.dispose();
  });

  it('stops a rollout when told', async () => {
    const player = await open();
    const stop = new AbortController();
    const rolling = player.rollout({ from: states(1), dt: 0.1, frames: 1e5, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(rolling).rejects.toThrow('enough');
    await player.dispose();
  });

  it.each([
    ['step', [states(1), NaN], 'step: dt must be finite, but got NaN'],
    ['step', [states(2), Float32Array.of(1)], 'step: dt must have 2 numbers, but got 1'],
    ['step', [{ q: random(16), p: random(15) }, 1], 'step: p must have 16 numbers, but got 15'],
    ['step', [states(1), 1, states(2)], 'step: into.q must have 16 numbers, but got 32'],
    [
      'decode',
      [{ q: random(3), p: random(3) }],
      'decode: q must have 16 numbers for every sample, but got 3 numbers',
    ],
    ['encode', [[1, 2]], 'encode: frames must be a Float32Array, but got object'],
    [
      'rollout',
      [{ from: states(1), dt: 1, frames: 0 }],
      'rollout: frames must be an integer of at least 1, but got 0',
    ],
  ] as const)('%s refuses what does not fit', async (method, given, message) => {
    const player = await open();
    const call = player[method] as (...args: readonly unknown[]) => Promise<unknown>;
    await expect(call(...given)).rejects.toThrow(message);
    await player.dispose();
  });

  it('cannot be used when it was disposed', async () => {
    const player = await open();
    await player.dispose();
    await expect(player.decode(states(1))).rejects.toThrow('openModel: the player was disposed');
  });
});

describe('openModel', () => {
  it('reads only what is called, or all at once', async () => {
    const read: string[] = [];
    const source = (name: string) => {
      read.push(name);
      return sourceOf(files)(name);
    };
    const lazy = await openModel(source, { runtime });
    expect(read).toEqual(['model.json']);
    await lazy.decode(states(1));
    expect(read).toEqual(['model.json', 'decode.onnx']);
    await lazy.dispose();
    read.length = 0;
    const eager = await openModel(source, { runtime, load: 'all' });
    expect(read.sort()).toEqual(
      Object.keys(files)
        .filter((name) => name !== 'README.md')
        .sort(),
    );
    await eager.dispose();
  });

  it('tries again what could not be read', async () => {
    let online = false;
    const source = (name: string) =>
      online || name === 'model.json' ? sourceOf(files)(name) : Promise.reject(new Error('offline'));
    const player = await openModel(source, { runtime });
    await expect(player.decode(states(1))).rejects.toThrow(
      'openModel: decode.onnx cannot be read (offline); is the export complete?',
    );
    online = true;
    expect(await player.decode(states(1))).toHaveLength(player.sizes.frame);
    await player.dispose();
  });

  it('refuses a file that is not of this export, and takes it when told not to look', async () => {
    const damaged = { ...files, 'step.onnx': exported('rescience-small').files['step.onnx'] };
    await expect(open(damaged, { load: ['step'] })).rejects.toThrow(
      'openModel: step.onnx is not the file of this export: its SHA-256 differs',
    );
    const player = await open(damaged, { load: ['step'], checksums: false });
    await player.dispose();
    const { checksums } = JSON.parse(new TextDecoder().decode(files['model.json'])) as ModelDescription;
    expect(checksums?.['step.onnx']).toBe(createHash('sha256').update(files['step.onnx']).digest('hex'));
  });

  it('refuses a graph with other inputs, a damaged one, and bytes that are none', async () => {
    const options = { checksums: false, load: 'all' };
    await expect(open({ ...files, 'step.onnx': files['decode.onnx'] }, options)).rejects.toThrow(
      'openModel: step.onnx has inputs q, but model.json says q, p, dt; take all files from one export',
    );
    const cut = { ...files, 'step.onnx': files['step.onnx'].slice(0, 999) };
    await expect(open(cut, options)).rejects.toThrow('openModel: the runtime does not take step.onnx (');
    const text = () => Promise.resolve('text' as unknown as Uint8Array);
    await expect(openModel(text, { runtime })).rejects.toThrow(
      'source must give a Uint8Array for model.json',
    );
    await expect(openModel(sourceOf(files), { runtime: {} })).rejects.toThrow(
      'runtime must be the module of',
    );
    await expect(open(files, { threads: 0 })).rejects.toThrow('threads must be an integer of at least 1');
  });

  it('says so where a graph gives fewer numbers than described', async () => {
    const fake = fakeRuntime({ nextQ: 3, nextP: 3 });
    const player = await openModel(sourceOf(fakeExport(8)), { runtime: fake });
    await expect(player.step({ q: random(8), p: random(8) }, 0.1)).rejects.toThrow(
      'openModel: step.onnx gave 3 numbers for nextQ where model.json says 8',
    );
  });

  describe('with version 1', () => {
    let first: Readonly<Record<string, Uint8Array>>;
    beforeAll(() => {
      const { checksums, ...rest } = JSON.parse(
        new TextDecoder().decode(files['model.json']),
      ) as ModelDescription;
      expect(checksums).toBeDefined();
      first = { ...files, 'model.json': new TextEncoder().encode(JSON.stringify({ ...rest, version: 1 })) };
    });
    it('plays as with version 2', async () => {
      const [old, now] = [await open(first), await open()];
      expect(await old.decode(states(2))).toEqual(await now.decode(states(2)));
      expect(old.description.version).toBe(1);
      await Promise.all([old.dispose(), now.dispose()]);
    });
  });
});
