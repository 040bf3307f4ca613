import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { loadExperiment } from './load.ts';
import { configHash, planTrials, slug, type Trial } from './plan.ts';
import { isDone, lookUp } from './state.ts';

async function plan(yaml: string, env: Record<string, string> = {}): Promise<Trial[]> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'grid.yaml'), yaml);
  return planTrials(await loadExperiment('grid.yaml', { cwd }), { env });
}

const grid = `
name: grid
seeds: [3, 5]
set: { training: { steps: 10, batchSize: 2 }, optimiser: { learningRate: 0.5 } }
systems:
  - mass-spring
  - { system: pendulum, name: long pendulum, set: { training: { steps: 20 }, data: { frames: 80 } } }
models:
  - { name: HGN (leapfrog) }
  - name: HGN++
    preset: hgn++-small
    set: { training: { steps: 30 } }
    systems: { long pendulum: { training: { steps: 40 } } }
skip: [{ system: mass-spring, model: HGN++, seed: 5 }]
`;

describe('the grid of an experiment', () => {
  it('holds every system, model and seed that is not skipped, seed by seed', async () => {
    expect((await plan(grid)).map(({ id }) => id)).toEqual([
      'mass-spring/hgn-leapfrog/seed-3',
      'mass-spring/hgn-plus-plus/seed-3',
      'long-pendulum/hgn-leapfrog/seed-3',
      'long-pendulum/hgn-plus-plus/seed-3',
      'mass-spring/hgn-leapfrog/seed-5',
      'long-pendulum/hgn-leapfrog/seed-5',
      'long-pendulum/hgn-plus-plus/seed-5',
    ]);
  });

  it('takes values from the preset, all, the system, the model and the model on the system, in this order', async () => {
    const trials = await plan(grid);
    expect(trials.slice(0, 4).map(({ config }) => config.training.steps)).toEqual([10, 30, 20, 40]);
    for (const { config, seed, system } of trials) {
      expect(config).toMatchObject({ seed, training: { batchSize: 2 }, optimiser: { learningRate: 0.5 } });
      expect(config.system).toBe(system === 'long pendulum' ? 'pendulum' : 'mass-spring');
      expect(config.data.frames).toBe(system === 'long pendulum' ? 80 : config.data.frames);
    }
    expect(trials.map(({ config }) => config.preset).slice(0, 2)).toEqual(['quickstart', 'hgn++-small']);
  });

  it('lets HGN_ENGINE choose the engine, which makes no other trial of it', async () => {
    const [plain, engine] = await Promise.all([plan(grid), plan(grid, { HGN_ENGINE: 'onnx-wasm' })]);
    expect(engine[0].config.engine).toBe('onnx-wasm');
    expect(engine.map(({ hash }) => hash)).toEqual(plain.map(({ hash }) => hash));
  });
});

describe('the hash of a configuration', () => {
  it('changes with every value that decides the result, and with no other', async () => {
    const [{ config, hash }, other] = await plan(grid);
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(other.hash).not.toBe(hash);
    const { training, optimiser } = config;
    expect(configHash({ ...config, seed: 4 })).not.toBe(hash);
    expect(configHash({ ...config, training: { ...training, steps: 11 } })).not.toBe(hash);
    expect(configHash({ ...config, optimiser: { ...optimiser, clipNorm: 1 } })).not.toBe(hash);
    expect(configHash({ ...config, training: { ...training, logEvery: 7 } })).toBe(hash);
    expect(configHash({ ...config, preset: 'another', threads: 2 })).toBe(hash);
    const turned = Object.fromEntries(Object.entries(config).reverse()) as unknown as typeof config;
    expect(configHash(turned)).toBe(hash);
  });
});

it.each(['results', 'ablations', 'hard-sets', 'toy-sets', 'bodies'])(
  'the recorded trials of docs/%s.yaml are still those of its configurations',
  async (name) => {
    const cwd = fileURLToPath(new URL('../../../../', import.meta.url));
    const experiment = await loadExperiment(`docs/${name}.yaml`, { cwd });
    const trials = await lookUp(experiment, planTrials(experiment, { env: {} }), { cwd });
    expect(trials.filter((trial) => !isDone(trial)).map(({ trial }) => trial.id)).toEqual([]);
  },
);

describe('a mistake in the file of an experiment is one line that names it', () => {
  it.each([
    ['name: grid\nsystems: [pendulum]\nmodels: [{ name: HGN }]', 'grid.yaml: seeds: is missing'],
    ['seeds: [', /^grid\.yaml:1: not valid YAML/],
    [`${grid}\nreferencs: []`, 'referencs: unknown key; did you mean references?'],
    [grid.replace('seeds: [3, 5]', 'seeds: [3, x]'), 'grid.yaml:3: seeds.1: must be a number, but got "x"'],
    [grid.replace('seeds: [3, 5]', 'seeds: [3, 5, 3]'), 'grid.yaml: seeds: 3 is there twice'],
    [grid.replace('name: grid', 'name: my grid'), /name: must be a word of letters/],
    [grid.replace('preset:', 'prest:'), 'models.1.prest: unknown key; did you mean models.1.preset?'],
    [grid.replaceAll('mass-spring', 'mass-sprin'), 'unknown system "mass-sprin"; did you mean mass-spring?'],
    [
      grid.replace('batchSize: 2', 'batchSise: 2'),
      'grid.yaml: HGN (leapfrog) on mass-spring: training.batchSise: unknown key; did you mean training.batchSize?',
    ],
    [grid.replace('hgn++-small', 'hgn++-smal'), /HGN\+\+ on mass-spring: unknown preset "hgn\+\+-smal"/],
    [
      grid.replace('{ long pendulum', '{ long pendulun'),
      /"long pendulun" is not in the grid; did you mean long p/,
    ],
    [grid.replace('seed: 5 }', 'seed: 4 }'), 'skip: "4" is not in the grid'],
    [grid.replaceAll('HGN++', 'hgn leapfrog'), /two trials are called mass-spring\/hgn-leapfrog/],
    [
      grid.replace('set: { training: { steps: 10', 'set: { seed: 1, training: { steps: 10'),
      /without preset, system and seed/,
    ],
    [
      `${grid}references: [{ label: paper, source: x, values: { mass-spring: { HGN+: 1 } } }]`,
      /values of the reference paper: "HGN\+" is not in the grid; did you mean HGN\+\+\?/,
    ],
    [
      `${grid}references: [{ label: paper, source: x, beside: test, values: {} }]`,
      /beside of the reference paper: "test" is not in the grid/,
    ],
  ])('%#', async (yaml, message) => {
    await expect(plan(yaml)).rejects.toThrow(message);
  });
});

it('names become parts of file names', () => {
  expect(['HGN (leapfrog)', 'HGN++', '  Neural ODE, 3x ', 'no f_ψ'].map(slug)).toEqual([
    'hgn-leapfrog',
    'hgn-plus-plus',
    'neural-ode-3x',
    'no-f',
  ]);
});
