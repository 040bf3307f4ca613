import type { ModelDescription as Exported } from '@hgn/model';
import fc from 'fast-check';
import * as runtime from 'onnxruntime-node';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { openModel, type ModelDescription } from '../src/index.ts';
import { exported, sourceOf } from './models.ts';

const { files } = exported('quickstart');
const range = (length: number) => ({
  minimum: Array<number>(length).fill(-1),
  maximum: Array<number>(length).fill(1),
});
const vector = (length: number) => Array.from({ length }, (_, i) => i / length);
const map = (rows: number, columns: number) => ({
  matrix: Array.from({ length: rows }, () => vector(columns)),
  offset: vector(rows),
});

/** A description with every member that there can be. */
const complete = {
  ...(JSON.parse(new TextDecoder().decode(files['model.json'])) as ModelDescription),
  system: 'mass-spring',
  preset: 'quickstart',
  run: '0123456789ab',
  timeSteps: { minimum: -0.25, maximum: 0.25 },
  statistics: {
    states: 9,
    z: { mean: vector(32), deviation: vector(32) },
    q: range(16),
    p: range(16),
    energy: { minimum: 0, maximum: 1 },
    reconstructionError: { median: 0.1, percentile99: 0.2 },
  },
  chart: {
    principal: {
      centre: vector(32),
      axes: [vector(32), vector(32)],
      deviations: [2, 1],
      explained: [0.7, 0.2],
    },
    r2: 0.9,
    gauge: { toTruth: map(2, 32), fromTruth: map(32, 2), r2: 0.9, scale: -1.2, defect: 0 },
  },
} satisfies ModelDescription;

const open = (description: unknown) =>
  openModel(sourceOf({ ...files, 'model.json': new TextEncoder().encode(JSON.stringify(description)) }), {
    runtime,
    load: 'all',
  });

/** Every place in a JSON value. */
function* places(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* places(inner, [...path, name]);
}

/** A copy with another value at a place; `undefined` leaves it out. */
function changed(value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown {
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const inner = (value as Record<string, unknown>)[name];
  (copy as Record<string, unknown>)[name] = rest.length === 0 ? to : changed(inner, rest, to);
  return copy;
}

const values = [undefined, null, true, -1, 0, 1, 1.5, 1e9, 1e300, '', 'x', '../a.onnx', [], [[]], {}, 'any'];

describe('a description', () => {
  it('with every member is read as it stands', async () => {
    const player = await open(complete);
    expect(player.description).toEqual(complete);
    await player.dispose();
  });

  it('that is changed anywhere is refused in one clear line, or its model plays', async () => {
    const all = [...places(complete)];
    let refused = 0;
    let played = 0;
    const change = fc.tuple(fc.constantFrom(...all), fc.constantFrom(...values));
    await fc.assert(
      fc.asyncProperty(change, async ([path, to]) => {
        const description = changed(complete, path, to);
        let player;
        try {
          player = await open(description);
        } catch (error) {
          refused++;
          expect((error as Error).message).toMatch(/^openModel: [^\n]+$/);
          expect((error as Error).message.length).toBeLessThan(260);
          return;
        }
        played++;
        const z = new Float32Array(player.sizes.latent).fill(0.1);
        const film = await player.decode(await player.step(await player.state(z), player.description.dt));
        expect(film.every(Number.isFinite) && film.length === 32 * 32 * 3).toBe(true);
        await player.dispose();
      }),
      { seed: 11, numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(150);
    expect(played).toBeGreaterThan(20);
  });

  it.each([
    [
      ['version'],
      3,
      'openModel: model.json: version must be 1 or 2, as a newer version needs a newer @hgn/player, but got 3',
    ],
    [
      ['image', 'height'],
      -1,
      'image.height must be an integer from 1 to 1048576, but got -1; export the model again',
    ],
    [['graphs', 'step', 'file'], '../step.onnx', "graphs.step.file must be a file name such as 'step.onnx'"],
    [
      ['graphs', 'step', 'inputs', '1', 'shape'],
      ['batch', 3],
      'graphs.step.inputs[1].shape must be ["batch",16]',
    ],
    [['graphs', 'decode'], undefined, 'graphs.decode must be an object, but got nothing'],
    [['stateFrame'], 5, 'stateFrame must be an integer from 0 to 4, but got 5'],
    [['foldedBlock'], 3, 'foldedBlock must be a divisor of 32 and 32, but got 3'],
    [['statistics', 'q', 'maximum', '2'], -2, 'statistics.q.maximum[2] must be at least -1, but got -2'],
    [
      ['chart', 'gauge', 'fromTruth', 'matrix'],
      [],
      'chart.gauge.fromTruth.matrix must be a list of 32, but got []',
    ],
    [['checksums'], {}, 'checksums.encode.onnx must be there, but got nothing'],
  ] as const)('names the member that is wrong: %s', async (path, to, message) => {
    await expect(open(changed(complete, path, to))).rejects.toThrow(message);
  });

  it('that is no JSON, or not ours, is refused', async () => {
    const bytes = (text: string) => ({ ...files, 'model.json': new TextEncoder().encode(text) });
    const opened = (text: string) => openModel(sourceOf(bytes(text)), { runtime });
    await expect(opened('{"format":')).rejects.toThrow(
      'openModel: model.json is not JSON in UTF-8; is the file cut off?',
    );
    await expect(opened('[]')).rejects.toThrow('openModel: model.json must hold an object');
    await expect(opened('{}')).rejects.toThrow(
      "openModel: model.json: format must be 'hgn-export', but got nothing",
    );
    await expect(openModel(sourceOf({}), { runtime })).rejects.toThrow(
      'openModel: model.json cannot be read (there is no model.json)',
    );
  });

  it('has the types of the library that writes it', () => {
    expectTypeOf<Exported>().toExtend<ModelDescription>();
  });
});
