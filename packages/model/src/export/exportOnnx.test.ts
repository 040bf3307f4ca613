import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { toTensors, treeLeaves, type NdArray } from '@hgn/autodiff';
import { key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { swingingSpot, tinyMap, tinyPresets, tinyVector } from '../../test/tiny.ts';
import { createModel } from '../architecture/model.ts';
import { unfoldFrame } from '../architecture/pixels.ts';
import { stackInputs } from '../evaluation/stackInputs.ts';
import { pickFrames } from '../generation/frames.ts';
import type { Preset } from '../presets/preset.ts';
import { presets } from '../presets/presets.ts';
import { createTrainer } from '../training/trainingStep.ts';
import type { GraphDescription } from './description.ts';
import { exportOnnx } from './exportOnnx.ts';
import { factsOfCheckpoint } from './facts.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Largest allowed difference from the model's own outputs, relative to the largest of them where that is above 1. */
const tolerance = 1e-5;

const worst = (ours: ArrayLike<number>, theirs: ArrayLike<number>): number => {
  expect(ours.length).toBe(theirs.length);
  const scale = Math.max(1, ...Array.from(theirs, Math.abs));
  return Math.max(...Array.from(ours, (value, i) => Math.abs(value - theirs[i]))) / scale;
};

/** A model with starting parameters, exported, and what it gives itself, operation by operation in tfjs. */
function exported(preset: Preset, batchSize: number | 'any') {
  const model = createModel(preset.model);
  const trainer = createTrainer(model, preset);
  const { parameters } = trainer.init(key(21), { background: [0.3] });
  const { dt, protocol } = { dt: 0.2, protocol: preset.protocol };
  return {
    model,
    own: toTensors(trainer.unravelArrays(parameters)),
    ...exportOnnx(model, trainer, parameters, { dt, protocol, batchSize }),
  };
}

/** Runs an exported file in a runtime with all its own passes, and holds names and shapes against the description. */
async function run(
  files: Readonly<Record<string, Uint8Array>>,
  { file, inputs, outputs }: GraphDescription,
  feeds: Readonly<Record<string, NdArray>>,
  batch: number,
): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(files[file]);
  expect(session.inputNames).toEqual(inputs.map(({ name }) => name));
  expect(session.outputNames).toEqual(outputs.map(({ name }) => name));
  const given = Object.fromEntries(
    Object.entries(feeds).map(([name, { data, shape }]) => [
      name,
      new Tensor('float32', data as Float32Array, shape),
    ]),
  );
  const results = await session.run(given);
  await session.release();
  const lengths = (shape: readonly (number | 'batch')[]) => shape.map((n) => (n === 'batch' ? batch : n));
  for (const { name, shape } of inputs) expect(feeds[name].shape).toEqual(lengths(shape));
  for (const { name, shape } of outputs) expect(results[name].dims).toEqual(lengths(shape));
  return Object.fromEntries(outputs.map(({ name }) => [name, results[name].data as Float32Array]));
}

const cases: readonly {
  readonly name: string;
  readonly preset: Preset;
  readonly batchSize: number | 'any';
}[] = [
  ...tinyPresets.map((preset) => ({ name: preset.name, preset, batchSize: 'any' as const })),
  { name: 'tiny-map', preset: tinyMap, batchSize: 3 },
  { name: 'quickstart', preset: presets.quickstart, batchSize: 'any' },
];

describe.each(cases)('the files of $name for batch $batchSize', ({ preset, batchSize }) => {
  const { model, own, files, description } = exported(preset, batchSize);
  const { graphs } = description;
  const batch = 3;
  const tensorOf = ({ data, shape }: NdArray) => tf.tensor(data, [...shape]);
  const states = {
    q: normal(key(5), [batch, ...model.stateShape]),
    p: normal(key(6), [batch, ...model.stateShape]),
  };
  const state = { q: tensorOf(states.q), p: tensorOf(states.p) };

  it('infer the posterior and its state from plain frames', async () => {
    const { height, width, channels } = model.config.image;
    const length = model.config.inputFrames;
    const bytes = Uint8Array.from(
      { length: batch * length * height * width * channels },
      (_, i) => (i * 131) % 251,
    );
    const shape = { trajectories: batch, length, height, width, channels, dt: 0.2 };
    const sequences = height === 8 ? swingingSpot() : { ...shape, frames: bytes };
    const chosen = [0, 1, 2];
    const inputs = Array.from({ length }, (_, k) => k);
    const given = { frames: pickFrames(sequences, chosen, inputs) };
    const { mean, logVariance, q, p } = await run(files, graphs.encode, given, batch);
    const posterior = model.encode(own, tensorOf(stackInputs(model, sequences, chosen, inputs)));
    const expected = model.latentState(own, posterior.mean);
    expect(worst(mean, posterior.mean.dataSync())).toBeLessThan(tolerance);
    expect(worst(logVariance, posterior.logVariance.dataSync())).toBeLessThan(tolerance);
    expect(worst(q, expected.q.dataSync())).toBeLessThan(tolerance);
    expect(worst(p, expected.p.dataSync())).toBeLessThan(tolerance);
  });

  it('make a state of z', async () => {
    const z = normal(key(7), [batch, ...model.latentShape]);
    const { q, p } = await run(files, graphs.state, { z }, batch);
    const expected = model.latentState(own, tensorOf(z));
    expect(worst(q, expected.q.dataSync())).toBeLessThan(tolerance);
    expect(worst(p, expected.p.dataSync())).toBeLessThan(tolerance);
  });

  it('advance by one frame, each sample at its own speed and direction', async () => {
    const dt = { dtype: 'float32', shape: [batch], data: Float32Array.of(0.2, -0.2, 0.4) } as const;
    const drive = model.drive && normal(key(8), [batch, model.drive.channels]);
    const { nextQ, nextP } = await run(
      ...([files, graphs.step, { ...states, dt, ...(drive && { drive }) }, batch] as const),
    );
    const expected = model.rollout(own, state, {
      ...{ dt: tf.tensor1d(dt.data), steps: 1 },
      ...(drive && { drive: tf.expandDims(tensorOf(drive), 1) }),
    })[1];
    expect(worst(nextQ, expected.q.dataSync())).toBeLessThan(tolerance);
    expect(worst(nextP, expected.p.dataSync())).toBeLessThan(tolerance);
    expect(worst(nextQ, states.q.data)).toBeGreaterThan(100 * tolerance);
  });

  it('paint plain frames', async () => {
    const { frame } = await run(files, graphs.decode, states, batch);
    const folded = model.decode(own, model.visible(state)).dataSync();
    const size = frame.length / batch;
    const unfolded = new Float32Array(frame.length);
    for (let b = 0; b < batch; b++) {
      const part = Float32Array.from(folded.subarray(b * size, (b + 1) * size));
      unfoldFrame(part, model.config.image, model.config.blockSize, unfolded, b * size);
    }
    expect(worst(frame, unfolded)).toBeLessThan(tolerance);
  });

  it('give the energy and its slopes, where there is one', async () => {
    if (model.hamiltonian === undefined || graphs.hamiltonian === undefined) {
      expect([model.hamiltonian, graphs.hamiltonian]).toEqual([undefined, undefined]);
      expect(Object.keys(files)).not.toContain('hamiltonian.onnx');
      return;
    }
    const { hamiltonian } = model;
    const { H, dHdq, dHdp } = await run(files, graphs.hamiltonian, states, batch);
    expect(worst(H, hamiltonian(own, state).dataSync())).toBeLessThan(tolerance);
    const slopes = tf.grads((q: tf.Tensor, p: tf.Tensor) => tf.sum<tf.Scalar>(hamiltonian(own, { q, p })));
    const [byQ, byP] = slopes([state.q, state.p]);
    expect(worst(dHdq, byQ.dataSync())).toBeLessThan(tolerance);
    expect(worst(dHdp, byP.dataSync())).toBeLessThan(tolerance);
  });
});

describe('an exported model', () => {
  it('is described in model.json as the library says', () => {
    const { files, description } = exported(tinyVector, 4);
    expect(JSON.parse(new TextDecoder().decode(files['model.json']))).toEqual(description);
    expect(description).toMatchObject({ batch: 4, inputFrames: 3, stateFrame: 1, dt: 0.2, foldedBlock: 2 });
    expect(description.graphs.encode.inputs[0].shape).toEqual([4, 3, 8, 8, 1]);
    expect(Object.keys(files)).toEqual([
      'encode.onnx',
      'state.onnx',
      'step.onnx',
      'decode.onnx',
      'hamiltonian.onnx',
      'README.md',
      'model.json',
    ]);
    const always =
      'format version dynamics image inputFrames stateFrame dt batch foldedBlock graphs checksums';
    expect(Object.keys(description)).toEqual(always.split(' '));
  });

  it('carries the checksum of every other file, and the same bytes every time', () => {
    const { files, description } = exported(tinyVector, 'any');
    expect(Object.keys(description.checksums)).toEqual(
      Object.keys(files).filter((name) => name !== 'model.json'),
    );
    for (const [name, sum] of Object.entries(description.checksums)) {
      expect(createHash('sha256').update(files[name]).digest('hex'), name).toBe(sum);
    }
    const again = exported(tinyVector, 'any').files;
    for (const [name, content] of Object.entries(files)) expect(again[name], name).toEqual(content);
  });

  it('carries what is known of the model, and nothing that is not', () => {
    const model = createModel(tinyVector.model);
    const trainer = createTrainer(model, tinyVector);
    const { parameters } = trainer.init(key(21));
    const config = { system: 'pendulum', preset: 'quickstart', seed: 3, ...tinyVector };
    const metadata = { config: JSON.stringify({ ...config, preset: 'quickstart' }) };
    const { description } = exportOnnx(model, trainer, parameters, {
      dt: 0.2,
      protocol: tinyVector.protocol,
      ...factsOfCheckpoint(metadata, 0.2),
    });
    expect(description).toMatchObject({
      version: 2,
      system: 'pendulum',
      preset: 'quickstart',
      timeSteps: { minimum: -0.4, maximum: 0.4 },
    });
    expect(description.run).toMatch(/^[0-9a-f]{12}$/);
    expect(description).not.toHaveProperty('statistics');
    expect(description).not.toHaveProperty('chart');
  });

  it('needs no tfjs backend and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const { own } = exported(tinyMap, 'any');
    tf.dispose(treeLeaves<tf.Tensor>(own));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a batch that is none', () => {
    expect(() => exported(tinyVector, 0)).toThrow(
      "batchSize must be 'any' or an integer of at least 1, but got 0",
    );
  });
});
