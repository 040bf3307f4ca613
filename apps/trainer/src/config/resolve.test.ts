import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnergyConfig, Preset } from '@hgn/model';
import { describe, expect, it } from 'vitest';
import { keysAt } from './describeIssue.ts';
import { merge, parseOverride } from './overrides.ts';
import type { ConfigSources } from './resolve.ts';
import { readResolvedConfig, resolveConfig, writeResolvedConfig } from './resolve.ts';

const energy: EnergyConfig = { quadratic: 'unit', layers: [{ type: 'dense', units: 1, bias: false }] };
const tiny: Preset = {
  name: 'tiny',
  description: 'For tests.',
  model: {
    image: { height: 32, width: 32, channels: 3 },
    inputFrames: 2,
    blockSize: 2,
    encoder: [{ type: 'conv', filters: 2, kernel: 3, stride: 2 }, { type: 'flatten' }],
    posterior: { heads: 'dense', size: 4, logVarianceBias: -4 },
    stateTransformer: [],
    dynamics: {
      type: 'hamiltonian',
      potential: energy,
      kinetic: energy,
      integrator: { method: 'leapfrog', stepsPerFrame: 1 },
    },
    decodes: 'position',
    decoder: [{ type: 'residual', layers: [{ type: 'conv', filters: 12, kernel: 3 }] }],
  },
  protocol: {
    stateAt: 'last',
    steps: 3,
    framesPerSample: 2,
    backwardFraction: 0.5,
    doubleSpeedFraction: 0,
    horizonGrowth: 0,
  },
  objective: { kind: 'elbo', beta: 0.1 },
  optimiser: {
    learningRate: 0.001,
    warmup: 0,
    schedule: 'constant',
    finalFraction: 1,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    clipNorm: 0,
    averageDecay: 0,
  },
  training: { steps: 10, batchSize: 2, sampling: true, logEvery: 1, checkpointEvery: 5 },
  data: { trajectories: 4, frames: 16 },
};
const geco: Preset = {
  ...tiny,
  name: 'geco',
  objective: {
    kind: 'geco',
    ascent: 'exponential',
    target: 0.001,
    decay: 0.99,
    rate: 0.1,
    initialLambda: 1,
    minimumLambda: 1e-10,
    maximumLambda: 1e10,
  },
};
const presets = { tiny, geco };

const resolve = (sources: Partial<ConfigSources>) => resolveConfig({ presets, preset: 'tiny', ...sources });
const file = (text: string) => ({ name: 'my.yaml', text });

describe('resolveConfig', () => {
  it('applies preset, file, options and --set in this order', () => {
    const config = resolve({
      file: file('seed: 1\nsystem: pendulum\ntraining: { steps: 20, batchSize: 3 }'),
      options: { seed: 2, training: { steps: 30 } },
      overrides: ['training.steps=40', 'objective.beta=0', 'data.folder=data/x'],
    });
    expect(config).toMatchObject({
      preset: 'tiny',
      system: 'pendulum',
      seed: 2,
      training: { steps: 40, batchSize: 3, logEvery: 1 },
      objective: { kind: 'elbo', beta: 0 },
      data: { folder: 'data/x', trajectories: 4 },
    });
  });

  it('lets a config file name its preset, and the command line overrule it', () => {
    expect(resolveConfig({ presets, file: file('preset: geco') }).objective.kind).toBe('geco');
    expect(resolve({ file: file('preset: geco') }).preset).toBe('tiny');
  });

  it('completes an objective of another kind', () => {
    const { objective } = resolve({ overrides: ['objective.kind=geco', 'objective.target=0.5'] });
    expect(objective).toMatchObject({ kind: 'geco', target: 0.5, decay: 0.99 });
    expect(objective).not.toHaveProperty('beta');
  });

  it('changes one entry of a list by its position', () => {
    const config = resolve({ overrides: ['model.encoder.0.filters=8'] });
    expect(config.model.encoder).toEqual([
      { type: 'conv', filters: 8, kernel: 3, stride: 2 },
      { type: 'flatten' },
    ]);
  });

  it.each([
    [{ preset: 'tinny' }, 'unknown preset "tinny"; did you mean tiny?'],
    [{ preset: 'huge' }, 'unknown preset "huge"; choose one of tiny, geco'],
    [
      { overrides: ['training.stpes=5'] },
      '--set training.stpes=5: training.stpes: unknown key; did you mean training.steps?',
    ],
    [
      { overrides: ['steps=5'] },
      '--set steps=5: steps: unknown key; keys here: preset, system, seed, engine, threads, data, model, protocol, objective, optimiser, training',
    ],
    [
      { overrides: ['training.batchSize=16a'] },
      '--set training.batchSize=16a: training.batchSize: must be a number, but got "16a"',
    ],
    [
      { overrides: ['training.batchSize=1.5'] },
      '--set training.batchSize=1.5: training.batchSize: must be a whole number, but got 1.5',
    ],
    [
      { overrides: ['training.steps=0'] },
      '--set training.steps=0: training.steps: must be at least 1, but got 0',
    ],
    [
      { overrides: ['optimiser.beta1=1'] },
      '--set optimiser.beta1=1: optimiser.beta1: must be less than 1, but got 1',
    ],
    [
      { overrides: ['protocol.stateAt=midle'] },
      '--set protocol.stateAt=midle: protocol.stateAt: must be first or middle or last, but got "midle"; did you mean middle?',
    ],
    [
      { overrides: ['protocol.framesPerSample=some'] },
      '--set protocol.framesPerSample=some: protocol.framesPerSample: must be a number or all, but got "some"',
    ],
    [
      { overrides: ['training.framesAtOnce=0'] },
      '--set training.framesAtOnce=0: training.framesAtOnce: must be at least 1, but got 0',
    ],
    [
      { overrides: ['objective.kind=gecko'] },
      '--set objective.kind=gecko: objective.kind: must be elbo or hnn or geco, but got "gecko"; did you mean geco?',
    ],
    [
      { overrides: ['model.encoder.0.type=convv'] },
      '--set model.encoder.0.type=convv: model.encoder.0.type: must be conv or dense or activation or flatten or reshape or upsample or spatialSoftmax or distinctPlaces or softDiscs or constantChannels or residual or eachFrame, but got "convv"; did you mean conv?',
    ],
    [
      { overrides: ['model.decoder.0.layers.0.filter=1'] },
      '--set model.decoder.0.layers.0.filter=1: model.decoder.0.layers.0.filter: unknown key; did you mean model.decoder.0.layers.0.filters?',
    ],
    [
      { overrides: ['model.encoder=none'] },
      '--set model.encoder=none: model.encoder: must be a list, but got "none"',
    ],
    [{ overrides: ['model.encoder=['] }, /^--set: cannot read the value in "model.encoder=\["/],
    [
      { file: file('seed: 1\n\ntraining:\n  steps: many\n') },
      'my.yaml:4: training.steps: must be a number, but got "many"',
    ],
    [{ file: file('seed: 1\nsede: 2') }, 'my.yaml:2: sede: unknown key; did you mean seed?'],
    [
      { file: file('model:\n  image: null') },
      'my.yaml:2: model.image: must be a group of keys, but got null',
    ],
    [{ file: file('a: [1') }, /^my\.yaml:1: not valid YAML: /],
    [{ file: file('- 1\n- 2') }, 'my.yaml: must hold a group of keys, such as "system: pendulum"'],
  ] as const)('explains %j', (sources, message) => {
    expect(() => resolve(sources)).toThrow(message);
  });

  it('says what is missing from a complete configuration', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hgn-'));
    const path = join(folder, 'config.yaml');
    await writeFile(path, writeResolvedConfig(resolve({})).replace(/^seed: .*\n/m, ''));
    await expect(readResolvedConfig(path)).rejects.toThrow('seed: is missing');
    await rm(folder, { recursive: true });
  });

  it('gives the keys that an older run does not have their defaults', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hgn-'));
    const path = join(folder, 'config.yaml');
    const text = writeResolvedConfig(resolve({}));
    const older = text.replace(
      /^ *(onDivergence|explosionFactor|evaluateEvery|patience|validationTrajectories): .*\n/gm,
      '',
    );
    expect(older.length).toBeLessThan(text.length - 100);
    await writeFile(path, older);
    expect(await readResolvedConfig(path)).toEqual(resolve({}));
    await rm(folder, { recursive: true });
  });

  it('survives the round trip through config.yaml', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hgn-'));
    const path = join(folder, 'config.yaml');
    const config = resolve({
      overrides: ['protocol.framesPerSample=all', 'optimiser.epsilon=1e-10', 'training.framesAtOnce=8'],
    });
    await writeFile(path, writeResolvedConfig(config));
    expect(await readResolvedConfig(path)).toEqual(config);
    await rm(folder, { recursive: true });
  });
});

describe('overrides', () => {
  it('read values as YAML', () => {
    expect(parseOverride('a.b=[1, x]')).toEqual({ a: { b: [1, 'x'] } });
    expect(parseOverride('a=true')).toEqual({ a: true });
    expect(parseOverride('a=x=y')).toEqual({ a: 'x=y' });
  });

  it.each(['a', '=1', 'a..b=1', '.a=1'])('refuse %s', (text) => {
    expect(() => parseOverride(text)).toThrow('--set: needs key.path=value');
  });

  it('leave what they were applied to as it was', () => {
    const base = { a: { b: 1 }, list: [{ x: 1 }] };
    merge(base, parseOverride('list.0.x=2'));
    expect(base).toEqual({ a: { b: 1 }, list: [{ x: 1 }] });
  });
});

it('keysAt follows lists and unions', () => {
  const config = resolve({});
  expect(keysAt(config, ['objective'])).toEqual(['kind', 'beta']);
  expect(keysAt(config, ['model', 'encoder', 1])).toEqual(['type']);
});
