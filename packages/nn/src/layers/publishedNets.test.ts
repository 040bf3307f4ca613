import { describe, expect, it } from 'vitest';
import { countParameters } from '../parameters/count.ts';
import { key } from '../random/key.ts';
import { activation } from './activation.ts';
import { heads } from './combined/heads.ts';
import { mlp } from './combined/mlp.ts';
import { residual } from './combined/residual.ts';
import { sequential } from './combined/sequential.ts';
import { dense } from './dense.ts';
import { conv2d } from './image/conv2d.ts';
import { upsampleNearest } from './image/upsampleNearest.ts';
import type { Layer } from './layer.ts';
import { flatten, reshape } from './shapes.ts';

const relu = activation('relu');
const softplus = activation('softplus');
const leaky = activation('leakyRelu', { slope: 0.01 });
const parameters = (net: Pick<Layer, 'init'>) => countParameters(net.init(key(0)));
const conv = (inputs: number, outputs: number, kernel = 3, stride = 1, padding: 'same' | 'valid' = 'same') =>
  conv2d({ inputs, outputs, kernel, stride, padding });

/** 3x3 convolutions through a list of channels, each followed by relu. */
const stack = (channels: number[], stride = 1) =>
  sequential(
    channels.slice(1).flatMap((outputs, index) => [conv(channels[index], outputs, 3, stride), relu]),
  );

// Parameter counts: the replication's published architecture, as listed in its article (DOI 10.5281/zenodo.4835278).
describe('the networks of the HGN paper', () => {
  it('encoder: eight convolutions, the last one in two heads', () => {
    const trunk = stack([90, 32, 64, 64, 64, 64, 64, 64]);
    const posterior = heads({ mean: conv(64, 48), logVariance: conv(64, 48) });
    expect(trunk.outputShape([32, 32, 90])).toEqual([32, 32, 64]);
    expect(posterior.outputShape([32, 32, 64]).mean).toEqual([32, 32, 48]);
    expect(parameters(trunk) + parameters(posterior)).toBe(284_480);
  });

  it('state transformer: three halving convolutions to q and p of 16x4x4', () => {
    const transformer = stack([48, 64, 64, 32], 2);
    expect(transformer.outputShape([32, 32, 48])).toEqual([4, 4, 32]);
    expect(parameters(transformer)).toBe(83_104);
  });

  it('Hamiltonian: 2x2 kernels, VALID and asymmetric SAME, down to one number', () => {
    const energy = sequential([
      conv(32, 32),
      softplus,
      conv(32, 64, 2, 2, 'valid'),
      softplus,
      conv(64, 64, 2),
      softplus,
      conv(64, 64, 2),
      softplus,
      conv(64, 1, 2, 2, 'valid'),
    ]);
    expect(energy.outputShape([4, 4, 32])).toEqual([1, 1, 1]);
    expect(parameters(energy)).toBe(50_657);
  });

  it('decoder: three residual up-sampling blocks and a convolution to pixels', () => {
    const block = (inputs: number) =>
      sequential([
        upsampleNearest(2),
        residual(
          sequential([conv(inputs, 64), leaky, conv(64, 64), leaky]),
          inputs === 64 ? undefined : conv(inputs, 64, 1),
        ),
        activation('sigmoid'),
      ]);
    const decoder = sequential([block(16), block(64), block(64), conv(64, 3), activation('sigmoid')]);
    expect(decoder.outputShape([4, 4, 16])).toEqual([32, 32, 3]);
    expect(parameters(decoder)).toBe(196_739);
    // 99.2 million multiply-adds a frame.
    expect(decoder.macs([4, 4, 16]) / 1e6).toBeCloseTo(99.2, 1);
  });
});

describe('a small network of the same kind', () => {
  const leakyTenth = activation('leakyRelu', { slope: 0.1 });

  it('encodes five space-to-depth frames into a 32-dimensional posterior', () => {
    const encoder = sequential([
      conv(60, 32),
      leakyTenth,
      conv(32, 32, 3, 2),
      leakyTenth,
      conv(32, 32, 3, 2),
      leakyTenth,
      flatten(),
      dense({ inputs: 512, outputs: 64 }),
    ]);
    expect(encoder.outputShape([16, 16, 60])).toEqual([64]);
  });

  it('decodes a 16-dimensional position to 12 channels of 16x16', () => {
    const decoder = sequential([
      dense({ inputs: 16, outputs: 512 }),
      reshape([4, 4, 32]),
      upsampleNearest(2),
      conv(32, 32),
      leakyTenth,
      upsampleNearest(2),
      conv(32, 32),
      leakyTenth,
      conv(32, 12),
      activation('sigmoid'),
    ]);
    expect(decoder.outputShape([16])).toEqual([16, 16, 12]);
  });

  it('has energies without an output bias', () => {
    const energy = mlp({ inputs: 16, hidden: [64, 64], outputs: 1, outputBias: false, outputGain: 0.1 });
    expect(parameters(energy)).toBe(16 * 64 + 64 + 64 * 64 + 64 + 64);
  });
});
