import { exportFlow, neuralHamiltonianFlow, realNVP, trainedFlow, type Flow as Network } from '@hgn/flow';
import { key } from '@hgn/nn';
import * as runtime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { openFlow } from '../src/index.ts';

/** Park and Miller's generator, seeded. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const open = (files: Readonly<Record<string, Uint8Array>>) =>
  openFlow((name) => Promise.resolve(files[name]), { runtime });

/** One row of two numbers. */
const row = (...values: readonly [number, number]) =>
  ({ dtype: 'float32', shape: [2], data: Float32Array.from(values) }) as const;

/** Nodes of a square grid around the origin, and the area of one. */
function grid(reach: number, side: number): { readonly points: Float32Array; readonly area: number } {
  const step = (2 * reach) / side;
  const at = (i: number): number => -reach + (i + 0.5) * step;
  const points = Array.from({ length: side * side }, (_, n) => [at(n % side), at(Math.floor(n / side))]);
  return { points: Float32Array.from(points.flat()), area: step * step };
}

const networks: readonly (readonly [name: string, network: () => Network, draws: number, within: number])[] =
  [
    ['of known density', () => realNVP({ features: 2, layers: 2, hidden: [8] }), 1, 0.01],
    ['with latent momenta', () => neuralHamiltonianFlow({ features: 2, steps: 2, hidden: [8] }), 64, 0.05],
  ];

describe.each(networks)('a flow %s', (_name, network, draws, within) => {
  const made = network();
  const { files } = exportFlow(
    trainedFlow(made, {
      parameters: made.init(key(3)),
      standardisation: { shift: row(0.5, -0.25), scale: row(0.8, 1.2) },
    }),
    { columns: ['a', 'b'] },
  );

  it('has a density whose integral is 1, and samples whose mean and spread are those of it', async () => {
    const flow = await open(files);
    const { points, area } = grid(7, 60);
    const random = generator(5);
    const logProb = await flow.logProb(points, { random, draws });
    const weights = Array.from(logProb, (value) => Math.exp(value) * area);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(Math.abs(total - 1)).toBeLessThan(within);
    const moment = (
      of: (x: number, y: number) => number,
      values: Float32Array,
      share: (n: number) => number,
    ) => {
      let sum = 0;
      for (let n = 0; n < values.length / 2; n++) sum += share(n) * of(values[2 * n], values[2 * n + 1]);
      return sum;
    };
    const count = 4000;
    const samples = await flow.sample(count, { random });
    for (const of of [
      (x: number) => x,
      (_: number, y: number) => y,
      (x: number) => x * x,
      (x: number, y: number) => x * y,
    ]) {
      const expected = moment(of, points, (n) => weights[n] / total);
      expect(Math.abs(moment(of, samples, () => 1 / count) - expected)).toBeLessThan(0.12);
    }
    await flow.dispose();
  });
});

it('the log-density is that of the trained flow', async () => {
  const network = realNVP({ features: 2, layers: 2, hidden: [8] });
  const trained = trainedFlow(network, { parameters: network.init(key(1)) });
  const flow = await open(exportFlow(trained).files);
  const points = await flow.sample(50, { random: generator(2) });
  const expected = await trained.logProb({ dtype: 'float32', shape: [50, 2], data: points });
  const found = await flow.logProb(points);
  expect(Array.from(found, (value, i) => Math.abs(value - expected[i])).every((off) => off < 1e-4)).toBe(
    true,
  );
  await flow.dispose();
  await trained.dispose();
});

it('what does not fit is refused in one line', async () => {
  const network = neuralHamiltonianFlow({ features: 2, steps: 2, hidden: [8] });
  const { files } = exportFlow(trainedFlow(network, { parameters: network.init(key(3)) }));
  const described = JSON.parse(new TextDecoder().decode(files['flow.json'])) as Record<string, unknown>;
  const changed = (change: object) =>
    open({ ...files, 'flow.json': new TextEncoder().encode(JSON.stringify({ ...described, ...change })) });
  await expect(changed({ version: 2 })).rejects.toThrow(/^openFlow: flow.json: version must be 1, but got 2/);
  await expect(changed({ columns: ['a'] })).rejects.toThrow(
    /^openFlow: flow.json: graphs.sample.outputs\[0\].shape must be/,
  );
  await expect(open({})).rejects.toThrow(
    'openFlow: source must give a Uint8Array for flow.json, but got undefined',
  );
  const flow = await open(files);
  await expect(flow.logProb(new Float32Array(3))).rejects.toThrow(
    'points must be rows of 2 numbers (x0, x1), but got 3 numbers',
  );
  await expect(flow.logProb(new Float32Array(4))).rejects.toThrow('random must be given');
  await expect(flow.sample(0, { random: generator(1) })).rejects.toThrow(
    'count must be an integer of at least 1, but got 0',
  );
  await flow.dispose();
});
