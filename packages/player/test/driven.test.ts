import {
  createGenerator,
  createModel,
  createTrainer,
  exportOnnx,
  presets,
  type DriveConfig,
} from '@hgn/model';
import { key, normal } from '@hgn/nn';
import * as runtime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { openModel } from '../src/index.ts';
import { sourceOf } from './models.ts';

const drives: readonly DriveConfig[] = [
  { by: 'clock', period: 1.3, harmonics: 2, layers: [] },
  { by: 'data', channels: 2, layers: [] },
];

/** A model of vectors that is driven, with starting parameters. */
async function driven(drive: DriveConfig) {
  const { model: config, ...preset } = presets.quickstart;
  if (config.dynamics.type !== 'hamiltonian') throw new Error('the quickstart must be Hamiltonian');
  const model = createModel({ ...config, dynamics: { ...config.dynamics, drive } });
  const trainer = createTrainer(model, preset);
  const { parameters } = trainer.init(key(21), { background: [0.3] });
  const { files } = exportOnnx(model, trainer, parameters, { dt: 0.125, protocol: preset.protocol });
  const player = await openModel(sourceOf(files), { runtime });
  return { model, player, generator: createGenerator(model, trainer, parameters) };
}

type NdArray = ReturnType<typeof normal>;

const floats = ({ data }: NdArray) => data as Float32Array;

describe.each(drives)('a player of a model that is driven by $by', (drive) => {
  it('rolls out as the generator does, told what drives it and not told', async () => {
    const { model, player, generator } = await driven(drive);
    const q = normal(key(5), [2, ...model.stateShape]);
    const p = normal(key(6), [2, ...model.stateShape]);
    const from = { q: floats(q), p: floats(p) };
    const channels = player.sizes.drive;
    expect(player.description.drive).toBe(drive.by);
    expect(channels).toBe(drive.by === 'clock' ? 1 : 2);
    const told = normal(key(7), [2, 10, channels]);
    const expected = await generator.rollout({ q, p }, { dt: 0.1, frames: 11, drive: told });
    const found = await player.rollout({ from, dt: 0.1, frames: 11, drive: floats(told) });
    floats(expected.q).forEach((value, i) => expect(found.q[i]).toBeCloseTo(value, 4));
    const alone = await generator.rollout({ q, p }, { dt: -0.1, frames: 11 });
    const foundAlone = await player.rollout({ from, dt: -0.1, frames: 11 });
    floats(alone.p).forEach((value, i) => expect(foundAlone.p[i]).toBeCloseTo(value, 4));
    const last = found.q.length - 1;
    expect(Math.abs(found.q[last] - foundAlone.q[last])).toBeGreaterThan(1e-4);
    const first = await player.step(from, 0.1, undefined, firstOf(told, channels));
    expect(first.q[0]).toBeCloseTo(floats(expected.q)[model.stateShape[0]], 4);
    await player.dispose();
    await generator.dispose();
  });

  it('refuses a drive of another length', async () => {
    const { model, player, generator } = await driven(drive);
    const zeros = new Float32Array(model.stateShape.reduce((a, b) => a * b, 1));
    const rolled = player.rollout({
      ...{ from: { q: zeros, p: zeros }, dt: 0.1, frames: 3 },
      drive: new Float32Array(7),
    });
    await expect(rolled).rejects.toThrow(/rollout: drive must have \d numbers, but got 7/);
    await player.dispose();
    await generator.dispose();
  });
});

/** What drives the first step of each of two samples, [2, 10, channels]. */
function firstOf({ data }: NdArray, channels: number): Float32Array {
  const first = new Float32Array(2 * channels);
  for (let sample = 0; sample < 2; sample++) {
    for (let c = 0; c < channels; c++) first[sample * channels + c] = data[sample * 10 * channels + c];
  }
  return first;
}
