import { countParameters, key } from '@hgn/nn';
import type { NdArray, Tree } from '@hgn/autodiff';
import { describe, expect, it, test } from 'vitest';
import { createModel } from '../architecture/model.ts';
import { framesNeeded } from '../data/protocol.ts';
import { layOutTask, tasks } from '../evaluation/tasks.ts';
import { multiplyAdds } from './cost.ts';
import { presets, type PresetName } from './presets.ts';

const parametersOf = (name: PresetName) => createModel(presets[name].model).init(key(0));
const macsOf = (name: PresetName) => createModel(presets[name].model).macs;

test.each(Object.entries(presets))(
  '%s builds, goes by its name, and its data suffices for its protocol',
  (name, preset) => {
    expect(preset.name).toBe(name);
    expect(countParameters(parametersOf(name as PresetName))).toBeGreaterThan(1000);
    const needed = framesNeeded(preset.protocol, preset.model.inputFrames);
    expect(preset.data.frames).toBeGreaterThanOrEqual(needed);
  },
);

describe('paper', () => {
  const parameters = parametersOf('paper');

  it('has the published counts: encoder 284,480, state transformer 83,104, decoder 196,739', () => {
    const { encoder, posterior, stateTransformer, decoder, pixelBias } = parameters;
    expect(countParameters([encoder, posterior])).toBe(284_480);
    expect(countParameters(stateTransformer)).toBe(83_104);
    expect(countParameters([decoder, pixelBias])).toBe(196_739);
  });

  it('has two energies of 46,048 in place of the joint one', () => {
    const energies = parameters.dynamics as { potential: Tree<NdArray>; kinetic: Tree<NdArray> };
    expect(countParameters(energies.potential)).toBe(46_048);
    expect(countParameters(energies.kinetic)).toBe(46_048);
    expect(countParameters(parameters)).toBe(656_419);
  });

  it('costs the published multiply-adds: encoder 290.8 M, state transformer 9.73 M, decoder 99.16 M a frame', () => {
    const { encoder, stateTransformer, dynamicsPerFrame, decoderPerFrame } = macsOf('paper');
    expect(encoder / 1e6).toBeCloseTo(290.8, 0);
    expect(stateTransformer / 1e6).toBeCloseTo(9.73, 1);
    expect(decoderPerFrame / 1e6).toBeCloseTo(99.16, 1);
    // One gradient of V and one of K per frame: 4 evaluations of 0.238 M, of 16 channels where the joint one has 32.
    expect(dynamicsPerFrame / 1e6).toBeCloseTo(4 * 0.238, 2);
  });

  it('costs about 318 GFLOP a step', () => {
    expect((2 * multiplyAdds(presets.paper)) / 1e9).toBeGreaterThan(310);
    expect((2 * multiplyAdds(presets.paper)) / 1e9).toBeLessThan(326);
  });
});

describe('rescience', () => {
  it('has the published counts: energy 50,657, in all 614,980', () => {
    const parameters = parametersOf('rescience');
    expect(countParameters(parameters.dynamics)).toBe(50_657);
    expect(countParameters(parameters)).toBe(614_980);
  });

  it('has 593,380 parameters when five frames go in', () => {
    const { model } = presets.rescience;
    expect(countParameters(createModel({ ...model, inputFrames: 5 }).init(key(0)))).toBe(593_380);
  });
});

describe('hgn++', () => {
  it('has energies of 0.192 M multiply-adds and a decoder of 99.2 M', () => {
    const { dynamicsPerFrame, decoderPerFrame } = macsOf('hgn++');
    expect(dynamicsPerFrame / 4 / 1e6).toBeCloseTo(0.192, 2);
    expect(decoderPerFrame / 1e6).toBeCloseTo(99.2, 0);
  });
});

describe('dm-hgn', () => {
  it('has an encoder of 18 M multiply-adds and a state of 4x4x16 each', () => {
    const model = createModel(presets['dm-hgn'].model);
    expect(model.macs.encoder / 1e6).toBeCloseTo(18, -1);
    expect(model.stateShape).toEqual([4, 4, 16]);
  });
});

describe('quickstart', () => {
  it('has the count that the README states', () => {
    expect(countParameters(parametersOf('quickstart'))).toBe(104_636);
  });
});

describe('pendulum-small', () => {
  const { protocol, model } = presets['pendulum-small'];

  it('explains every frame of the 120 that long rollouts are judged by, at 2 dt', () => {
    const sequences = { length: 400, fineness: 1, horizon: 120 };
    for (const task of tasks.filter(({ speed }) => Math.abs(speed) === 1)) {
      const { targets } = layOutTask(task, { protocol, inputFrames: model.inputFrames, ...sequences });
      expect(protocol.doubleSpeedFraction).toBeGreaterThan(0);
      expect(targets.at(-1)?.step).toBeLessThanOrEqual(2 * protocol.steps);
    }
  });

  it('has the parameters that it had when it was trained for 30 frames, so that earlier checkpoints load', () => {
    expect(countParameters(parametersOf('pendulum-small'))).toBe(104_636);
  });
});
