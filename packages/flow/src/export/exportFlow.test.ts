import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ndarray, toTensors, treeLeaves, type NdArray } from '@hgn/autodiff';
import { key, normal } from '@hgn/nn';
import { hasPython, runPython } from '@hgn/testing';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainedFlow } from '../fit/trained/trainedFlow.ts';
import { flowFromConfig } from '../flows/fromConfig.ts';
import { exportFlow } from './exportFlow.ts';
import type { FlowGraph } from './description.ts';

beforeAll(() => tf.setBackend('cpu'));
const inPython = await hasPython('exported flows in Python', 'onnx', 'onnxruntime', 'numpy');

const hidden = [8];
const kinds = [
  { kind: 'realNVP', options: { features: 2, layers: 2, hidden } },
  { kind: 'neuralSplineFlow', options: { features: 2, layers: 2, hidden } },
  {
    kind: 'neuralHamiltonianFlow',
    options: { features: 2, blocks: 2, steps: 2, hidden, encoder: { hidden } },
  },
  { kind: 'neuralHamiltonianFlow', options: { features: 3, blocks: 1, hidden, kinetic: 'diagonal' } },
];

async function run(
  bytes: Uint8Array,
  { inputs, outputs }: FlowGraph,
  feeds: Readonly<Record<string, NdArray>>,
): Promise<Float32Array> {
  const session = await InferenceSession.create(bytes);
  expect(session.inputNames).toEqual(inputs.map(({ name }) => name));
  expect(session.outputNames).toEqual(outputs.map(({ name }) => name));
  const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
    name,
    new Tensor('float32', data as Float32Array, shape),
  ]);
  const results = await session.run(Object.fromEntries(tensors));
  await session.release();
  return results[outputs[0].name].data as Float32Array;
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]) / Math.max(1, Math.abs(b[i]))));
};

describe.each(kinds)('the files of $kind $options', (config) => {
  const flow = flowFromConfig(config);
  const { features } = flow;
  const shift = ndarray(Float32Array.from({ length: features }, (_, i) => i - 1));
  const scale = ndarray(Float32Array.from({ length: features }, (_, i) => 0.5 + i));
  const parameters = flow.init(key(3));
  const trained = trainedFlow(flow, { parameters, standardisation: { shift, scale } });
  const { files, description } = exportFlow(trained);
  const count = 7;

  it('turn noise into the points of the library', async () => {
    const noise = flow.noise(key(5), count);
    const found = await run(files['sample.onnx'], description.graphs.sample, { noise: noise as NdArray });
    const standard = flow.sample(toTensors(parameters), toTensors(noise));
    const expected = tf.add(tf.mul(standard, tf.tensor(scale.data)), tf.tensor(shift.data));
    expect(worst(found, expected.dataSync())).toBeLessThan(1e-4);
  });

  it('give the log-densities of the library, in units of the data', async () => {
    const points = normal(key(6), [count, features]);
    const latent = flow.latentNoise(key(7), count);
    const noise = flow.exact ? {} : { noise: latent as NdArray };
    const found = await run(files['logProb.onnx'], description.graphs.logProb, { points, ...noise });
    const standard = tf.div(
      tf.sub(tf.tensor2d(points.data as Float32Array, [count, features]), shift.data),
      scale.data,
    );
    const weight = flow.logWeight(toTensors(parameters), standard, toTensors(latent)).dataSync();
    const volume = Array.from(scale.data, Math.log).reduce((sum, x) => sum + x, 0);
    expect(
      worst(
        found,
        weight.map((w) => w - volume),
      ),
    ).toBeLessThan(1e-4);
    if (flow.exact) expect(worst(found, await trained.logProb(points))).toBeLessThan(1e-4);
  });

  it('say what noise is to be drawn from, as the flow draws it', () => {
    for (const { name, drawn } of [
      ...description.graphs.sample.inputs,
      ...description.graphs.logProb.inputs,
    ]) {
      if (name === 'points') continue;
      const values = treeLeaves<NdArray>(flow.noise(key(8), 5000))[0].data;
      if (name === 'noise' && drawn === 'standard normal') continue;
      expect([name, drawn, Math.min(...values) > 0]).toEqual(['noise', 'uniform on (0, 1)', true]);
    }
  });

  it.runIf(inPython)('pass onnx.checker, and the example of the README runs as it stands', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hgn-flow-export-'));
    try {
      for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
      const readme = new TextDecoder().decode(files['README.md']);
      const program = /```python\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
      const check =
        'import onnx\nfor f in ("sample.onnx", "logProb.onnx"): onnx.checker.check_model(onnx.load(f), full_check=True)\n';
      const output = await runPython(check + program, { cwd: folder });
      expect(output).toMatch(
        new RegExp(`^log-(densities|weights) \\(1000, ${features}\\) \\(1000,\\) -?\\d`),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('as many names as columns are needed', () => {
  const flow = flowFromConfig(kinds[0]);
  const trained = trainedFlow(flow, { parameters: flow.init(key(0)) });
  expect(() => exportFlow(trained, { columns: ['a'] })).toThrow(
    'exportFlow: columns must be 2 names, but got 1',
  );
});
