import '@hgn/testing';
import { treeLeaves, type NdArray } from '@hgn/autodiff';
import { foldIn, key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { perturbed, tensor, tensors } from '../../test/tensors.ts';
import type { ParameterTensors } from '../core/parameters.ts';
import { trainedFlow } from '../fit/trained/trainedFlow.ts';
import { flowFromConfig } from './fromConfig.ts';
import { neuralHamiltonianFlow, sharpPreset } from './neuralHamiltonianFlow.ts';

const small = { blocks: 2, hidden: [6], encoder: { hidden: [6] } } as const;
const sharp = () => neuralHamiltonianFlow({ features: 2, preset: 'sharp', ...small });

describe('the presets of a Neural Hamiltonian Flow', () => {
  it('write what they stand for into the config, so that a file keeps its flow when a preset changes', () => {
    const { config } = neuralHamiltonianFlow({ features: 2, preset: 'sharp', blocks: 3 });
    expect(config?.options).toEqual({ features: 2, ...sharpPreset, blocks: 3 });
    expect(Object.keys(config === undefined ? {} : flowFromConfig(config).init(key(0)))).toContain('prior');
    expect(neuralHamiltonianFlow({ features: 2, preset: 'paper' }).config?.options).toEqual({ features: 2 });
  });

  it('leave the flows of files without one as they were', () => {
    const old = flowFromConfig({ kind: 'neuralHamiltonianFlow', options: { features: 2, hidden: [6] } });
    const leaves = treeLeaves(old.init(key(0)));
    // Two Hamiltonians of V and K with a bowl each, and an encoder of two hidden layers: no linear map, no waves.
    expect(leaves).toHaveLength(2 * 2 * 4 + 6);
  });

  it('give way to options, and to an encoder of another kind as a whole', () => {
    const { config } = neuralHamiltonianFlow({ features: 2, preset: 'sharp', encoder: { kind: 'gaussian' } });
    expect(config?.options).toEqual({ features: 2, ...sharpPreset, encoder: { kind: 'gaussian' } });
  });

  it('and kinds of encoders are refused with the nearest name', () => {
    expect(() => neuralHamiltonianFlow({ features: 2, preset: 'shrap' as never })).toThrow(
      "neuralHamiltonianFlow: the preset must be one of paper, sharp, but got 'shrap'; did you mean sharp?",
    );
    expect(() => neuralHamiltonianFlow({ features: 2, encoder: { kind: 'splin' as never } })).toThrow(
      'did you mean spline?',
    );
    expect(() => neuralHamiltonianFlow({ features: 2, encoder: { couplings: 2 } })).toThrow(
      "encoder.couplings must be left out for the encoder 'gaussian'",
    );
    expect(() => neuralHamiltonianFlow({ features: 2, prior: { kind: 'gaussianMixtur' as never } })).toThrow(
      'did you mean gaussianMixture?',
    );
    expect(() =>
      neuralHamiltonianFlow({ features: 2, prior: { kind: 'gaussianMixture', components: 0 } }),
    ).toThrow('prior.components must be a whole number from 1 up, but got 0');
    expect(() =>
      neuralHamiltonianFlow({ features: 2, prior: { kind: 'gaussian', components: 3 } as never }),
    ).toThrow('components');
    expect(() => neuralHamiltonianFlow({ features: 2, coordinates: { layer: 2 } as never })).toThrow(
      'layers',
    );
    expect(() => neuralHamiltonianFlow({ features: 2, coordinates: { layers: 0 } })).toThrow(
      'coordinates.layers must be a whole number from 1 up, but got 0',
    );
  });
});

describe('a learnt prior', () => {
  it('starts at other places for every key, about as wide as the standard normal distribution', () => {
    const flow = neuralHamiltonianFlow({ features: 3, prior: { kind: 'gaussianMixture', components: 400 } });
    const meansOf = (seed: number) =>
      (flow.init(key(seed)) as unknown as { prior: { means: NdArray } }).prior.means;
    const { data, shape } = meansOf(1);
    expect(shape).toEqual([400, 6]);
    expect(meansOf(1).data).toEqual(data);
    expect(meansOf(2).data).not.toEqual(data);
    expect(Array.from(data).reduce((sum, x) => sum + x * x, 0) / data.length).toBeCloseTo(1, 1);
  });
});

describe('a sharp Neural Hamiltonian Flow', () => {
  it('preserves volume and inverts away from its start', () => {
    const flow = sharp();
    tf.tidy(() => {
      const own = (tensors(perturbed(flow.init(key(1)), 2, 0.3)) as { transform: ParameterTensors })
        .transform;
      const x = tensor(normal(foldIn(key(3), 'points'), [16, 4]));
      const { y, ladj } = flow.transform.forwardAndLadj(own, x);
      expect(Array.from(ladj.dataSync())).toEqual(new Array<number>(16).fill(0));
      expect(flow.transform.inverse(own, y)).toBeAllClose(x, { absolute: 1e-4, relative: 0 });
    });
  });

  it('has a lower bound below its density, which more draws raise on average', async () => {
    const flow = sharp();
    const trained = trainedFlow(
      flow,
      { parameters: perturbed(flow.init(key(1)), 2, 0.1) },
      { engine: 'onnx-cpu' },
    );
    const points = normal(key(6), [400, 2]);
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value / values.length, 0);
    const [few, many] = [
      await trained.density(points, { importanceSamples: 4 }),
      await trained.density(points, { importanceSamples: 64 }),
    ];
    await trained.dispose();
    expect(mean(few.lowerBound)).toBeLessThan(mean(few.logProb));
    expect(mean(few.logProb)).toBeLessThan(mean(many.logProb));
  });
});
